import { statSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { expect, test } from "vitest";
import { bootstrapToken, startServerProcess } from "../support/server.ts";
import { createWorkbench } from "../support/workbench.ts";

test("a server says where it listens, and needs nobody at the keyboard", async () => {
  await using server = await startServerProcess();
  expect(server.printed[0]).toMatchObject({
    type: "listening",
    url: server.url,
    pid: server.pid,
    dataDirectory: server.dataDirectory,
  });
  const list = async (token: string): Promise<number> =>
    (await fetch(`${server.url}/api/v1/repositories`, { headers: { authorization: `Bearer ${token}` } })).status;
  expect([await list(bootstrapToken), await list("another")]).toEqual([200, 401]);
  expect(statSync(server.dataDirectory).mode & 0o077).toBe(0);
  server.signal("SIGTERM");
  expect(await server.ended).toBe(0);
});

test("a server that is told to stop as soon as it has said that it listens stops as usual", async () => {
  const servers = await Promise.all(
    [0, 1].map(async () => {
      const server = await startServerProcess();
      server.signal("SIGTERM");
      return server;
    }),
  );
  for (const server of servers) {
    await using _ = server;
    expect(await server.ended).toBe(0);
  }
});

test("a second server on the same data directory is refused; one that was killed holds nothing", async () => {
  using bench = createWorkbench();
  const data = join(bench.directory, "data");
  await using first = await startServerProcess({ dataDirectory: data });
  const refused = await bench.headrace(["serve", "--port", "0", "--data", data]);
  expect(refused.exitCode).toBe(3);
  expect(refused.stderr).toContain(`the server with process id ${first.pid} at ${first.url} has since`.slice(1));
  first.signal("SIGKILL");
  expect(await first.ended).toBe("SIGKILL");
  await using second = await startServerProcess({ dataDirectory: data });
  expect(second.pid).not.toBe(first.pid);
});

test("a port that is taken, and settings that are wrong, are said", async () => {
  await using server = await startServerProcess();
  using bench = createWorkbench();
  const { port } = new URL(server.url);
  const taken = await bench.headrace(["serve", "--port", port, "--data", "data"]);
  expect(taken).toMatchObject({ exitCode: 3, stderr: expect.stringContaining(`listens at 127.0.0.1, port ${port}`) });
  const weak = await bench.headrace(["serve", "--port", "0", "--data", "data"], {
    environment: { HEADRACE_BOOTSTRAP_TOKEN: "short" },
  });
  expect(weak).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("must have 20 to 200") });
  const place = await bench.headrace(["serve", "--port", "0", "--data", "data"], {
    environment: { HEADRACE_PUBLIC_URL: "headrace.example.org" },
  });
  expect(place).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("HEADRACE_PUBLIC_URL") });
  const mail = await bench.headrace(["serve", "--port", "0", "--data", "data"], {
    environment: { HEADRACE_SMTP_URL: "smtps://me:hidden@mail.example.org" },
  });
  expect(mail).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("HEADRACE_MAIL_FROM") });
  expect(mail.stderr).not.toContain("hidden");
  const database = await bench.headrace(["serve", "--database", "mysql://me:hidden@host/name", "--data", "data"]);
  expect(database).toMatchObject({ exitCode: 2, stderr: expect.not.stringContaining("hidden") });
});

test("what breaks inside is told to whoever runs the server, by the id that the answer names", async () => {
  await using server = await startServerProcess();
  using database = new DatabaseSync(join(server.dataDirectory, "headrace.db"));
  database.exec("DROP TABLE templates");
  const authorization = `Bearer ${bootstrapToken}`;
  const answer = await fetch(`${server.url}/api/v1/templates`, { headers: { authorization } });
  const { instance, ...problem } = JSON.parse(await answer.text());
  expect(problem).toMatchObject({ status: 500, code: "internal" });
  await expect.poll(() => server.errors).toContain(`"reqId":"${instance}"`);
  expect(server.errors).toContain("no such table: templates");
  expect(server.errors).not.toContain(bootstrapToken);
});

test("the first start gives a link to make the owner's account with", async () => {
  await using server = await startServerProcess({ environment: { HEADRACE_BOOTSTRAP_TOKEN: "" } });
  const { link } = await server.printedOf("listening");
  expect(link).toMatchObject({
    kind: "setUp",
    url: expect.stringMatching(/^http:\/\/localhost:\d+\/welcome\?code=[\w-]{43}$/),
  });
});

test("the demonstration has a green and a red execution, and is the same at the second start", async () => {
  using bench = createWorkbench();
  const data = join(bench.directory, "data");
  const options = { dataDirectory: data, parameters: ["--demo"], environment: { HEADRACE_BOOTSTRAP_TOKEN: "" } };
  const first = await startServerProcess(options);
  const demo = await first.printedOf("demo");
  expect(demo.executions).toMatchObject([
    { number: 1, outcome: "success" },
    { number: 2, outcome: "failed" },
  ]);
  expect(await first.printedOf("listening")).toMatchObject({ link: { kind: "signIn" } });
  await first[Symbol.asyncDispose]();
  await using second = await startServerProcess(options);
  expect(await second.printedOf("demo")).toEqual(demo);
  // Two servers and four executions' worth of programs, on a machine that may be busy.
}, 60_000);

import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { LiveEvent } from "@headrace/app";
import { createClient } from "@headrace/app/client";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;
share(
  async () => {
    server = await startServer();
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
);

test("operations are called by their names, with their inputs and answers", async () => {
  const client = createClient({ url: `${server.url}/`, token: server.owner.token, organization: "team" });
  const created = await client.call("repositories.create", {
    name: "web app",
    location: "https://code.example.org/team/web-app.git",
  });
  expect(created.defaultBranch).toBe("main");
  expect(await client.call("repositories.get", { repository: created.id })).toEqual(created);
  const { items } = await client.call("repositories.list", { search: "WEB A", limit: 1 });
  expect(items).toEqual([created]);
});

test("what the server refuses is thrown as its problem", async () => {
  const client = createClient({ url: server.url, token: server.owner.token });
  await expect(client.call("repositories.get", { repository: "a/b?c" })).rejects.toMatchObject({
    name: "Problem",
    code: "not-found",
    message: `there is no repository "a/b?c"`,
  });
  await expect(client.call("repositories.list", { limit: 0 })).rejects.toMatchObject({
    code: "invalid-input",
    faults: [{ path: "limit" }],
  });
  await expect(createClient({ url: server.url }).call("repositories.list", {})).rejects.toMatchObject({
    code: "unauthenticated",
  });
  // It would be the path of another operation.
  await expect(client.call("repositories.delete", { repository: ".." })).rejects.toMatchObject({
    code: "invalid-input",
  });
});

test("a server that is not there, and a wait that is given up", async () => {
  const nowhere = createClient({ url: "http://127.0.0.1:1" });
  await expect(nowhere.call("repositories.list", {})).rejects.toMatchObject({ code: "unavailable" });
  const client = createClient({ url: server.url, token: server.owner.token });
  const reason = new Error("enough");
  await expect(client.call("repositories.list", {}, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

/** Answers every request as the n-th answer says: the text, then a clean end or a cut. */
async function startStreams(answers: readonly { readonly text: string; readonly cut: boolean }[]) {
  const asked: (string | undefined)[] = [];
  const stream: Server = createServer((request, response) => {
    const answer = answers[asked.length];
    asked.push(request.headers["last-event-id"]?.toString());
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(answer?.text ?? "", () => (answer?.cut === true ? response.destroy() : response.end()));
  });
  await new Promise<void>((resolve) => stream.listen(0, "127.0.0.1", resolve));
  const { port } = stream.address() as AddressInfo;
  return { stream, asked, url: `http://127.0.0.1:${port}` };
}

test("a stream of events goes on where the connection was lost", async () => {
  const { stream, asked, url } = await startStreams([
    { text: ': hello\n\nid: 1\nevent: line\ndata: {"text":"é"}\n\nid: 2\nevent: line\ndata: {"tex', cut: true },
    { text: "", cut: true },
    { text: 'id: 2\r\nevent: line\r\ndata: {"text":\r\ndata: "b"}\r\n\r\nevent: end\ndata: null\n\n', cut: false },
  ]);
  const events: LiveEvent[] = [];
  for await (const event of createClient({ url }).events("repositories.list", {})) events.push(event);
  stream.close();
  expect(events).toEqual([
    { id: "1", event: "line", data: { text: "é" } },
    { id: "2", event: "line", data: { text: "b" } },
    { event: "end", data: null },
  ]);
  expect(asked).toEqual([undefined, "1", "1"]);
});

test("a stream that the server could not go on with ends with its problem, and one that may pass is asked for again", async () => {
  const problem = (document: Readonly<Record<string, unknown>>): string =>
    `event: problem\ndata: ${JSON.stringify(document)}\n\n`;
  const { stream, asked, url } = await startStreams([
    {
      text: `id: 1\nevent: line\ndata: {"text":"a"}\n\n${problem({ code: "unavailable", detail: "it stops" })}`,
      cut: false,
    },
    {
      text: problem({ code: "gone", status: 410, detail: "the log is not kept any more", mend: "run it again" }),
      cut: false,
    },
  ]);
  const events: LiveEvent[] = [];
  const followed = async (): Promise<void> => {
    for await (const event of createClient({ url }).events("repositories.list", {})) events.push(event);
  };
  await expect(followed()).rejects.toMatchObject({
    name: "Problem",
    code: "gone",
    message: "the log is not kept any more",
    mend: "run it again",
  });
  stream.close();
  expect(events).toEqual([{ id: "1", event: "line", data: { text: "a" } }]);
  expect(asked).toEqual([undefined, "1"]);
});

import { trimAuditLog } from "@headrace/app";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;
let now = Date.now();
share(
  async () => {
    server = await startServer();
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
);

interface Entry {
  readonly id: string;
  readonly operation: string;
  readonly outcome: string;
}

test("what was done and what was refused is found by who, what, which and when", async () => {
  const developer = await server.client({ role: "developer" });
  const { body: repository } = await server.owner.post("/repositories", {
    name: "audited",
    location: "https://a.example.org/b",
  });
  await developer.delete(`/repositories/${repository.id}`);
  await server.owner.patch(`/repositories/${repository.id}`, { description: "x" });
  await server.owner.get(`/repositories/${repository.id}`);
  await server.owner.patch(`/members/${developer.userId}`, { role: "viewer" });

  const ask = async (query: string): Promise<readonly Entry[]> =>
    (await server.owner.get(`/audit?${query}`)).body.items;
  const brief = (entries: readonly Entry[]) => entries.map(({ operation, outcome }) => `${operation} ${outcome}`);
  expect(brief(await ask(`target=${repository.id}`))).toEqual([
    "repositories.update done",
    "repositories.delete forbidden",
    "repositories.create done",
  ]);
  expect(await ask(`actor=${developer.userId}`)).toMatchObject([
    {
      operation: "repositories.delete",
      outcome: "forbidden",
      actor: { kind: "token", userId: developer.userId },
      target: "repository",
      targetId: repository.id,
      targetName: "audited",
    },
  ]);
  expect(brief(await ask("operation=members"))).toEqual(["members.update done"]);
  const member = await server.app.tables.selectFrom("user").select("name").where("id", "=", developer.userId).execute();
  expect(await ask(`target=${developer.userId}`)).toMatchObject([{ target: "member", targetName: member[0]?.name }]);
  expect(await ask("operation=member")).toEqual([]);
  expect(await ask(`to=${new Date(now - 60_000).toISOString()}`)).toEqual([]);
  expect((await ask(`from=${new Date(now - 60_000).toISOString()}`)).length).toBe(4);

  const csv = await server.owner.get(`/audit/export?format=csv&target=${repository.id}`);
  expect(csv.headers.get("content-disposition")).toContain("audit.csv");
  expect(csv.body.split("\r\n").map((line: string) => line.split(",")[4])).toEqual([
    "operation",
    "repositories.update",
    "repositories.delete",
    "repositories.create",
    undefined,
  ]);
  const lines = (await server.owner.get(`/audit/export?target=${repository.id}`)).body.trimEnd().split("\n");
  expect(lines.map((line: string) => JSON.parse(line))).toEqual(await ask(`target=${repository.id}`));
  expect((await developer.get("/audit/export")).status).toBe(403);

  const pages: string[] = [];
  for (let cursor = ""; ; ) {
    const { body } = await server.owner.get(`/audit?limit=1${cursor}`);
    pages.push(...body.items.map(({ id }: Entry) => id));
    if (body.nextCursor === undefined) break;
    cursor = `&cursor=${body.nextCursor}`;
  }
  expect(pages).toEqual((await ask("limit=200")).map(({ id }) => id));
  // Nothing of it is another organization's.
  expect((await (await server.outsider()).get("/audit")).body.items).toEqual([]);
  for (const query of ["actor=' OR 1=1 --", "operation=%25", "target=*", "cursor=WzEsMl0"]) {
    const { status, body } = await server.owner.get(`/audit?${query}`);
    expect([200, 400], query).toContain(status);
    expect(body.items ?? [], query).toEqual([]);
  }
});

test("things are called by their names of today, and by none where they are gone or another organization's", async () => {
  const { body: repository } = await server.owner.post("/repositories", {
    name: "first",
    location: "https://a.example.org/c",
  });
  const of = `/repositories/${repository.id}`;
  const { body: environment } = await server.owner.post(`${of}/environments`, { name: "staging" });
  const text = "name: nightly\nstages: { build: { steps: ['true'] } }\n";
  const pipeline = await server.owner.post("/pipelines", { name: "nightly", repository: repository.id, text });
  const times = { cron: "0 3 * * *", timezone: "UTC" };
  const { body: schedule } = await server.owner.post(`/pipelines/${pipeline.body.id}/schedules`, times);
  await server.owner.put("/secrets", { repository: repository.id, name: "TOKEN", value: "tomato" });
  const { body: webhook } = await server.owner.post(`${of}/webhooks`, { kind: "github" });
  const ruled = await server.owner.patch(`/environments/${environment.id}`, { rules: { branches: ["main"] } });
  expect(ruled.status).toBe(200);
  for (const path of [`/schedules/${schedule.id}`, `/webhooks/${webhook.id}`]) {
    expect((await server.owner.patch(path, { enabled: false })).status).toBe(200);
  }
  await server.owner.patch(of, { name: "second" });
  const outsider = await server.outsider();
  await outsider.patch(of, { name: "stolen" });

  const ask = async (target: string) => (await server.owner.get(`/audit?target=${target}&limit=1`)).body.items[0];
  expect(await ask(repository.id)).toMatchObject({ target: "repository", targetName: "second" });
  expect(await ask(environment.id)).toMatchObject({ target: "environment", targetName: "staging" });
  expect(await ask(schedule.id)).toMatchObject({ target: "schedule", targetName: "nightly, 0 3 * * *" });
  expect(await ask(webhook.id)).toMatchObject({ target: "webhook", targetName: "second" });
  const secrets = (await server.owner.get("/audit?operation=secrets")).body.items;
  expect(secrets).toMatchObject([{ target: "secret", targetName: "TOKEN" }]);
  const seen = (await outsider.get("/audit?limit=200")).body.items;
  expect(JSON.stringify(seen)).not.toContain("second");
  await server.owner.delete(`/environments/${environment.id}`);
  expect(await ask(environment.id)).not.toHaveProperty("targetName");
});

test("the database itself refuses to change or remove an entry; old ones go one way", async () => {
  const { tables } = server.app;
  await server.owner.put("/variables", { name: "SEEN", value: "yes" });
  const before = await tables.selectFrom("audit_log").selectAll().orderBy("id").execute();
  const [first] = before;
  if (first === undefined) throw new Error("nothing to try on");
  await expect(tables.updateTable("audit_log").set({ outcome: "done" }).execute()).rejects.toThrow("only grows");
  await expect(tables.deleteFrom("audit_log").where("id", "=", first.id).execute()).rejects.toThrow("only grows");
  if (server.app.store.database.kind === "sqlite") {
    await expect(
      tables
        .replaceInto("audit_log")
        .values({ ...first, outcome: "x" })
        .execute(),
    ).rejects.toThrow("only grows");
  }
  expect(await tables.selectFrom("audit_log").selectAll().orderBy("id").execute()).toEqual(before);

  now = server.app.clock.now() + 1;
  expect(await trimAuditLog(server.app, now)).toBe(before.length);
  const after = await tables.selectFrom("audit_log").selectAll().execute();
  expect(after.map(({ operation, detail }) => ({ operation, detail: JSON.parse(detail) }))).toEqual([
    { operation: "audit.trimmed", detail: { removed: before.length, before: new Date(now).toISOString() } },
  ]);
  await expect(tables.deleteFrom("audit_log").execute()).rejects.toThrow("only grows");
});

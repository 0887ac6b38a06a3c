import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { sql } from "kysely";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let directory: string;
share(
  async () => {
    directory = await mkdtemp(join(tmpdir(), "headrace-master-key-"));
  },
  async () => {
    await rm(directory, { recursive: true });
  },
);

const keyFile = () => readFile(join(directory, "master.key"), "utf8");
const rotate = (server: TestServer) => server.owner.post("/system/master-key/rotate", {});

const organizations = ["one", "two", "three", "four"];
const seal = async (server: TestServer) =>
  await Promise.all(organizations.map((id) => server.app.secrets.seal(id, `connection:${id}`, `of ${id}`)));
const open = async (server: TestServer, sealed: Awaited<ReturnType<typeof seal>>) =>
  await Promise.all(
    sealed.map((each, index) => {
      const id = organizations[index] ?? "";
      return server.app.secrets.open(id, `connection:${id}`, each);
    }),
  );
const values = organizations.map((id) => `of ${id}`);

/** The database refuses to wrap the key of this organization anew, as a full disk would. */
async function refuse({ app }: TestServer, organizationId: string): Promise<() => Promise<void>> {
  const isSqlite = app.store.database.kind === "sqlite";
  const made = isSqlite
    ? [
        `CREATE TRIGGER halt BEFORE UPDATE ON organization_keys WHEN NEW.organization_id = '${organizationId}'
         BEGIN SELECT RAISE(ABORT, 'halted'); END`,
      ]
    : [
        `CREATE FUNCTION halted() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'halted'; END $$`,
        `CREATE TRIGGER halt BEFORE UPDATE ON organization_keys FOR EACH ROW
         WHEN (NEW.organization_id = '${organizationId}') EXECUTE FUNCTION halted()`,
      ];
  for (const text of made) await sql.raw(text).execute(app.tables);
  return async () => {
    await sql.raw(isSqlite ? "DROP TRIGGER halt" : "DROP TRIGGER halt ON organization_keys").execute(app.tables);
  };
}

async function masterKeysOf({ app }: TestServer): Promise<number> {
  const rows = await app.tables.selectFrom("organization_keys").select("master_key_id").distinct().execute();
  return rows.length;
}

test("the master key is replaced while the server works, and what was broken off is gone on with at the next start", async () => {
  let sealed: Awaited<ReturnType<typeof seal>>;
  let key: string;
  {
    await using server = await startServer({ dataDirectory: directory });
    sealed = await seal(server);
    key = await keyFile();
    let goOn = true;
    const using = (async () => {
      while (goOn) {
        expect(await open(server, await seal(server))).toEqual(values);
        await nextTurn();
      }
    })();
    const rotated = await rotate(server);
    goOn = false;
    await using;
    // The four, and the server's own.
    expect(rotated).toMatchObject({ status: 200, body: { rewrapped: 5 } });
    expect(await keyFile()).not.toBe(key);
    expect(await open(server, sealed)).toEqual(values);
    const { body } = await server.owner.get("/audit?operation=system.rotate-master-key");
    expect(body.items).toMatchObject([{ outcome: "done", actor: { userId: server.owner.userId } }]);

    key = await keyFile();
    await refuse(server, "three");
    expect((await rotate(server)).status).toBe(500);
    // Half of it is done: both keys are at hand, and everything opens.
    expect(await masterKeysOf(server)).toBe(2);
    expect(await keyFile()).toBe(key);
    expect(await open(server, sealed)).toEqual(values);
    expect(await open(server, await seal(server))).toEqual(values);
    await sql
      .raw(server.app.store.database.kind === "sqlite" ? "DROP TRIGGER halt" : "DROP TRIGGER halt ON organization_keys")
      .execute(server.app.tables);
  }
  await using again = await startServer({ dataDirectory: directory, empty: true });
  expect(await masterKeysOf(again)).toBe(1);
  expect(await keyFile()).not.toBe(key);
  expect((await readdir(directory)).filter((name) => name.startsWith("master.key"))).toEqual(["master.key"]);
  expect(await open(again, sealed)).toEqual(values);
});

test("asked for twice at once it is done twice, one after the other; asked for again it ends what was broken off", async () => {
  await using server = await startServer({ dataDirectory: await mkdtemp(join(directory, "own-")) });
  const sealed = await seal(server);
  expect((await Promise.all([rotate(server), rotate(server)])).map(({ status }) => status)).toEqual([200, 200]);
  const mend = await refuse(server, "two");
  expect((await rotate(server)).status).toBe(500);
  await mend();
  expect((await rotate(server)).status).toBe(200);
  expect(await masterKeysOf(server)).toBe(1);
  expect(await open(server, sealed)).toEqual(values);
});

test("only an owner may, of a server that has no other organization, and not where the key comes from outside", async () => {
  await using server = await startServer({
    dataDirectory: await mkdtemp(join(directory, "own-")),
    masterKey: Buffer.alloc(32, 3).toString("base64"),
  });
  const maintainer = await server.client({ role: "maintainer" });
  expect((await maintainer.post("/system/master-key/rotate", {})).status).toBe(403);
  expect(await rotate(server)).toMatchObject({ status: 409, body: { code: "conflict" } });
  await server.outsider();
  expect(await rotate(server)).toMatchObject({ status: 403, body: { code: "forbidden" } });
});

import { randomBytes } from "node:crypto";
import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { createApp } from "@headrace/app";
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

test("the master key is made at the first start, for its owner alone, with a warning", async () => {
  const own = await mkdtemp(join(directory, "own-"));
  const warnings: string[] = [];
  await using _server = await startServer({ dataDirectory: own, warn: (text) => void warnings.push(text) });
  expect((await stat(join(own, "master.key"))).mode & 0o777).toBe(0o600);
  expect(warnings).toEqual([expect.stringContaining("made a master key for secrets")]);
});

test("a master key that is missing, open to others, too short or another one is refused, saying so", async () => {
  const own = await mkdtemp(join(directory, "own-"));
  const start = async (options: Record<string, string> = {}): Promise<unknown> => {
    try {
      await (await createApp({ dataDirectory: own, warn: () => {}, ...options }))[Symbol.asyncDispose]();
      return "started";
    } catch (error) {
      return error;
    }
  };
  const refused = (message: RegExp) =>
    expect.objectContaining({ code: "master-key-refused", message: expect.stringMatching(message) });
  const path = join(own, "master.key");
  expect(await start()).toBe("started");
  // A rotation that died half-way is gone on with.
  const next = randomBytes(32).toString("base64");
  await writeFile(`${path}.next`, next, { mode: 0o600 });
  expect(await start()).toBe("started");
  const first = (await readFile(path, "utf8")).trim();
  expect(first).toBe(next);
  await chmod(path, 0o640);
  expect(await start()).toEqual(refused(/others than its owner/));
  await chmod(path, 0o600);
  await writeFile(path, "c2hvcnQ=\n");
  expect(await start()).toEqual(refused(/not base64 of 32 bytes/));
  await rm(path);
  expect(await start()).toEqual(refused(/is not there/));
  const second = randomBytes(32).toString("base64");
  expect(await start({ masterKey: second })).toEqual(refused(/not the one that this database was sealed with/));
  expect(await start({ masterKey: second, previousMasterKey: first })).toBe("started");
  expect(await start({ masterKey: second })).toBe("started");
  expect(await start({ masterKey: first })).toEqual(refused(/not the one/));
});

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

import { createWriteStream } from "node:fs";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createApp, readTables, restoreBackup } from "@headrace/app";
import { expect, test } from "vitest";
import { createDatabase } from "../../../test/postgres/index.ts";
import { createGate, createProject, endOf, linesOf, type Project, runInline, until } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;
let project: Project;
let directory: string;
share(
  async () => {
    directory = await mkdtemp(join(tmpdir(), "headrace-backup-"));
    server = await startServer({ dataDirectory: join(directory, "data") });
    project = await createProject(server.owner);
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
    await rm(directory, { recursive: true, force: true });
  },
);

const text = `
name: kept
stages:
  build:
    steps: ['echo said; echo made > out.txt']
    artifacts: [{ name: out, paths: [out.txt] }]
    cache: [{ key: k, paths: [out.txt] }]
  loud:
    matrix: { axes: { part: [1] } }
    steps: ['seq 30000']
`;

/** By path below the directory; of logs and blobs. */
async function filesOf(root: string): Promise<ReadonlyMap<string, string>> {
  const files = new Map<string, string>();
  for (const part of ["logs", join("blobs", "sha256")]) {
    for (const entry of await readdir(join(root, part), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      files.set(path.slice(root.length), (await readFile(path)).toString("base64"));
    }
  }
  return files;
}

test("what is restored elsewhere is what was there: every table, every blob, every log", async () => {
  const { body } = await runInline(server.owner, project, { text });
  await endOf(server.owner, body.id);
  // What it printed is kept compressed, soon after its end.
  const kept = join(directory, "data", "logs", body.id);
  await until(async () => {
    const names = await readdir(kept);
    return names.some((name) => name.endsWith(".log.zst")) && !names.some((name) => /\.log(?:\.zst\..*)?$/.test(name))
      ? true
      : undefined;
  });
  expect((await server.owner.get(`/executions/${body.id}/logs?stage=loud&tail=1`)).body).toMatchObject({
    items: [{ text: "30000" }],
  });
  await server.owner.post("/secrets", { name: "TOKEN", value: "of-the-test" });
  const file = join(directory, "backup.tar.zst");
  const response = await server.owner.fetch("/api/v1/system/backup", { method: "POST" });
  expect(response.headers.get("content-disposition")).toContain(".tar.zst");
  if (response.body === null) throw new Error("an empty answer");
  await pipeline(Readable.fromWeb(response.body), createWriteStream(file));

  const isPostgres = server.app.store.database.kind === "postgres";
  const into = join(directory, "restored");
  await using database = isPostgres ? await createDatabase() : undefined;
  const place = { directory: into, ...(database === undefined ? {} : { database: database.url }) };
  expect(await restoreBackup({ file, ...place })).toMatchObject({ hasMasterKey: false });
  expect(await filesOf(into)).toEqual(await filesOf(join(directory, "data")));
  {
    // Without the key the server does not begin: nothing of it could be opened, and a new key would hide that.
    const masterKey = await readFile(join(directory, "data", "master.key"), "utf8");
    await writeFile(join(into, "master.key"), masterKey, { mode: 0o600 });
    await using app = await createApp({
      dataDirectory: into,
      trustPipelines: true,
      ...(database === undefined ? {} : { database: database.url }),
    });
    const [before, after] = [await readTables(server.app.store), await readTables(app.store)];
    expect([...after.keys()]).toEqual([...before.keys()]);
    // Written by the backup itself, after its moment, and by a server at its start.
    const changing = ["audit_log", "retention_turns", "tokens", "session", "owner_leases"];
    for (const [table, rows] of before) {
      if (!changing.includes(table)) expect(after.get(table), table).toEqual(rows);
    }
    expect(after.get("tokens")?.length).toBe(before.get("tokens")?.length);
    expect((await app.store.executions.get(body.id)).outcome).toBe("success");
  }
  await expect(restoreBackup({ file, directory: into })).rejects.toMatchObject({ code: "invalid-argument" });
});

test("one that is made while executions run holds them, and they go on where it is restored", async () => {
  await using gate = await createGate();
  const { body } = await runInline(server.owner, project, {
    text: `name: slow\nstages: { a: { steps: ['echo begun; ${gate.wait}'] }, b: { needs: [a], steps: [echo after] } }\n`,
  });
  await until(async () => (await linesOf(server, body.id)) > 0 || undefined);
  const file = join(directory, "running.tar.zst");
  const response = await server.owner.fetch("/api/v1/system/backup", { method: "POST" });
  if (response.body === null) throw new Error("an empty answer");
  await pipeline(Readable.fromWeb(response.body), createWriteStream(file));
  // Always into SQLite: of whichever kind it was.
  const into = join(directory, "elsewhere");
  await restoreBackup({ file, directory: into });
  await gate.open();
  expect(await endOf(server.owner, body.id)).toMatchObject({ outcome: "success" });
  const key = await readFile(join(directory, "data", "master.key"), "utf8");
  await using app = await createApp({ dataDirectory: into, trustPipelines: true, masterKey: key.trim() });
  await until(async () => ((await app.store.executions.get(body.id)).outcome === "success" ? true : undefined));
});

test("is for owners, and refused where a server has several organizations", async () => {
  const maintainer = await server.client({ role: "maintainer" });
  expect((await maintainer.post("/system/backup")).status).toBe(403);
  const outsider = await server.outsider();
  expect((await outsider.post("/system/backup")).status).toBe(403);
  expect((await server.owner.post("/system/backup")).status).toBe(403);
});

test("what is no backup is refused before anything is made of it", async () => {
  const file = join(directory, "other.tar.zst");
  await writeFile(file, "no archive");
  await expect(restoreBackup({ file, directory: join(directory, "none") })).rejects.toMatchObject({
    code: "invalid-argument",
  });
  await expect(
    restoreBackup({ file: join(directory, "missing"), directory: join(directory, "none2") }),
  ).rejects.toMatchObject({
    code: "file-not-found",
  });
});

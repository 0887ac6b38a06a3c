import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Client } from "pg";
import { onTestFinished } from "vitest";
import { readShared, runVariable, type SharedPostgres, sharedDirectory } from "./shared.ts";

export { type Postgres, startPostgres } from "./embedded.ts";

/** The address of a new, empty database on the run's PostgreSQL. It goes with the test. */
export async function createTestDatabase(): Promise<string> {
  const database = await createDatabase();
  onTestFinished(() => database[Symbol.asyncDispose]());
  return database.url;
}

/** The same for as long as the caller wants it; with the run at the latest. */
export async function createDatabase(): Promise<{ readonly url: string } & AsyncDisposable> {
  const { url } = await askForShared();
  const name = `test_${randomUUID().replaceAll("-", "")}`;
  await execute(url, `CREATE DATABASE ${name}`);
  return {
    url: url.replace(/\/postgres$/, `/${name}`),
    [Symbol.asyncDispose]: () => execute(url, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

async function askForShared(): Promise<SharedPostgres> {
  if (isFirst()) {
    const program = fileURLToPath(new URL("serve-postgres.ts", import.meta.url));
    spawn(process.execPath, [program, sharedDirectory(), process.env[runVariable] ?? ""], {
      detached: true,
      stdio: "ignore",
    }).unref();
  }
  const deadline = Date.now() + 25_000;
  for (;;) {
    const shared = readShared();
    if (shared !== undefined) return shared;
    if (Date.now() > deadline) throw new Error("the PostgreSQL of the tests has not started");
    await sleep(30);
  }
}

/** Making the directory is what only one can do. */
function isFirst(): boolean {
  try {
    mkdirSync(sharedDirectory());
    return true;
  } catch {
    return false;
  }
}

async function execute(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

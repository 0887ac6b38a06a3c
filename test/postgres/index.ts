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
  const name = newName();
  await execute(url, `CREATE DATABASE ${name}`);
  return {
    url: inPlace(url, name),
    [Symbol.asyncDispose]: () => execute(url, `DROP DATABASE ${name} WITH (FORCE)`),
  };
}

/**
 * A database that may have the tables of an earlier borrower, all of them empty: making them takes longer than most
 * tests. Disposing of it gives it back.
 */
export async function borrowDatabase(): Promise<{ readonly url: string } & AsyncDisposable> {
  const { url: server } = await askForShared();
  const url = givenBack.pop() ?? (await copyTemplate(server)) ?? (await createDatabase()).url;
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      await execute(url, emptying);
      if (!hasTemplate) await makeTemplate(server, new URL(url).pathname.slice(1));
      hasTemplate = true;
      givenBack.push(url);
    },
  };
}

/** The first database of the run that was given back, for those who give none back themselves. */
const template = "with_empty_tables";
/** Known in this process. */
let hasTemplate = false;

async function copyTemplate(server: string): Promise<string | undefined> {
  const name = newName();
  const copied = await succeeds(execute(server, `CREATE DATABASE ${name} TEMPLATE ${template}`));
  return copied ? inPlace(server, name) : undefined;
}

async function makeTemplate(server: string, from: string): Promise<void> {
  // Where it does not succeed another process was faster: there is one.
  await succeeds(execute(server, `CREATE DATABASE ${template} TEMPLATE ${from}`));
}

/** Of this process. They go with the run. */
const givenBack: string[] = [];

/** Ends what is still connected, and leaves the tables and the numbers of their migrations. */
const emptying = `
  SET session_replication_role = replica;
  DO $$
  DECLARE name text;
  BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
      WHERE datname = current_database() AND pid <> pg_backend_pid();
    FOR name IN SELECT tablename FROM pg_tables
      WHERE schemaname = 'public' AND tablename NOT IN ('headrace_format', 'server_migrations')
    LOOP
      EXECUTE format('DELETE FROM %I', name);
    END LOOP;
    PERFORM setval(format('%I.%I', schemaname, sequencename)::regclass, start_value, false) FROM pg_sequences;
  END $$`;

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

function newName(): string {
  return `test_${randomUUID().replaceAll("-", "")}`;
}

function inPlace(server: string, name: string): string {
  return server.replace(/\/postgres$/, `/${name}`);
}

async function succeeds(work: Promise<void>): Promise<boolean> {
  return await work.then(
    () => true,
    () => false,
  );
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

import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readShared, runVariable, sharedDirectoryVariable } from "./shared.ts";

/** Says where a PostgreSQL for all tests of the run is to be; the first test that asks for a database starts it. */
export function setup(): void {
  // Of the projects of one run only the first one's is needed.
  if (process.env[runVariable] === String(process.pid)) return;
  process.env[runVariable] = String(process.pid);
  process.env[sharedDirectoryVariable] = join(tmpdir(), `headrace-tests-${process.pid}-${Date.now()}`);
}

export async function teardown(): Promise<void> {
  const shared = readShared();
  if (shared === undefined) return;
  process.kill(shared.pid, "SIGTERM");
  // It removes its directory when it has ended.
  while (readShared() !== undefined) await sleep(20);
}

import { readFileSync } from "node:fs";
import { join } from "node:path";

/** Names the directory in which the run's server says where it is. */
export const sharedDirectoryVariable = "HEADRACE_TEST_POSTGRES";

/** Holds the id of the process that runs the tests. */
export const runVariable = "HEADRACE_TEST_RUN";

export interface SharedPostgres {
  readonly url: string;
  readonly pid: number;
}

export function sharedDirectory(): string {
  const directory = process.env[sharedDirectoryVariable];
  if (directory === undefined) throw new Error("test/postgres/global-setup.ts has not run");
  return directory;
}

/** Undefined while there is none. */
export function readShared(): SharedPostgres | undefined {
  try {
    return JSON.parse(readFileSync(join(sharedDirectory(), "server.json"), "utf8"));
  } catch {
    return undefined;
  }
}

import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programVariable } from "./index.ts";

/** Says where the program for all tests of the run is to be, and where what Node compiles is kept for the run. */
export function setup(): void {
  const directory = join(tmpdir(), `headrace-tests-program-${process.pid}`);
  process.env[programVariable] = directory;
  process.env.NODE_COMPILE_CACHE = `${directory}-compiled`;
}

export function teardown(): void {
  const directory = process.env[programVariable];
  if (directory === undefined) return;
  for (const each of [directory, `${directory}-compiled`]) rmSync(each, { recursive: true, force: true });
}

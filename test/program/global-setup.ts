import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { programVariable } from "./index.ts";

/** Says where the program for all tests of the run is to be, and where what Node compiles is kept for the run. */
export function setup(): void {
  const directory = join(tmpdir(), `headrace-tests-program-${process.pid}`);
  // Of the projects of one run only the first one's is needed.
  if (process.env[programVariable] === directory) return;
  const compiled = `${directory}-compiled`;
  process.env[programVariable] = directory;
  process.env.NODE_COMPILE_CACHE = compiled;
  // Not in a teardown: a worker keeps what it compiled when it ends, which is later.
  process.once("exit", () => {
    for (const each of [directory, compiled]) rmSync(each, { recursive: true, force: true });
  });
}

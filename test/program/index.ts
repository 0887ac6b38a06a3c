import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

/** Names the directory of the run's program. */
export const programVariable = "HEADRACE_TEST_PROGRAM";

/**
 * The launcher of the command as the package has it, made from the sources by the first test of the run that asks: it
 * starts in two thirds of the time that the sources take, and the tests start it hundreds of times.
 */
export function findLauncher(): string {
  const directory = process.env[programVariable];
  if (directory === undefined) throw new Error("test/program/global-setup.ts has not run");
  const launcher = join(directory, "bin", "headrace.js");
  if (existsSync(launcher)) return launcher;
  if (isFirst(directory)) {
    execFileSync(process.execPath, [join(import.meta.dirname, "make-program.ts"), directory], { stdio: "pipe" });
  }
  const deadline = Date.now() + 25_000;
  while (!existsSync(launcher)) {
    if (Date.now() > deadline) throw new Error("the program of the tests has not been made");
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 30);
  }
  return launcher;
}

/** Making the directory is what only one can do. */
function isFirst(directory: string): boolean {
  try {
    mkdirSync(directory);
    return true;
  } catch {
    return false;
  }
}

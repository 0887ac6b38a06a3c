import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

const root = join(import.meta.dirname, "..");

/** Builds the web face where its sources have changed since; tests that run beside each other do it once. */
export async function buildWeb(): Promise<void> {
  await promisify(execFile)(process.execPath, [join(root, "packages", "web", "scripts", "build.ts")], { cwd: root });
}

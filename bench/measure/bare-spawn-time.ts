import { execFileSync } from "node:child_process";
import { join } from "node:path";

const program = join(import.meta.dirname, "..", "programs", "bare-spawns.ts");

/** Milliseconds for `count` shells, `atOnce` at a time, started by a Node that does nothing else. */
export function bareSpawnTime(count: number, atOnce: number): number {
  return Number(execFileSync(process.execPath, [program, String(count), String(atOnce)], { encoding: "utf8" }));
}

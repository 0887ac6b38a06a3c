import { readFileSync } from "node:fs";
import { setTimeout as pause } from "node:timers/promises";

/** Whether a process runs; the remains of one that nobody has waited for do not count. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    const status = readFileSync(`/proc/${pid}/stat`, "latin1");
    return !/^[ZX]/.test(status.slice(status.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/** The process ids that a script printed as `NAME=PID`. */
export function pidsIn(text: string): readonly number[] {
  return [...text.matchAll(/^\w+=(\d+)$/gm)].map((match) => Number(match[1]));
}

/** Waits until the condition holds, for at most ten seconds. */
export async function eventually(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500 && !condition(); tries += 1) await pause(20);
}

import { readFileSync } from "node:fs";
import type { Owner } from "../ports/journal.ts";

/** This process, as the owner of what it runs. */
export function currentOwner(): Owner {
  return { pid: process.pid, startTime: startTimeOf(process.pid) ?? "", bootId: currentBootId() };
}

/** The owner of what was prepared and waits to be admitted: no process, and never alive. */
export const nobody: Owner = { pid: 0, startTime: "", bootId: "" };

/**
 * Whether the process that owned something still lives. Where the system has /proc, a later process with the same id
 * is told apart by its start time and the machine's boot; elsewhere the process id alone decides, so that
 * a reused id is taken for the owner: nothing is ever taken from a living process, at the price of waiting for a wrong one.
 */
export function isAlive(owner: Owner): boolean {
  // To signal process 0 would be to signal the own group.
  if (owner.pid === nobody.pid) return false;
  const bootId = currentBootId();
  if (owner.bootId !== "" && bootId !== "" && owner.bootId !== bootId) return false;
  if (owner.startTime !== "" && bootId !== "") return startTimeOf(owner.pid) === owner.startTime;
  return respondsToSignals(owner.pid);
}

export function sameOwner(one: Owner, other: Owner): boolean {
  return one.pid === other.pid && one.startTime === other.startTime && one.bootId === other.bootId;
}

function currentBootId(): string {
  return readProc("/proc/sys/kernel/random/boot_id")?.trim() ?? "";
}

/**
 * Field 22 of /proc/PID/stat; undefined when there is no such process, or only its remains (a zombie does no work).
 * The second field is the program's name in parentheses and may hold any character, so fields are counted after the last one.
 * https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
function startTimeOf(pid: number): string | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const state = fields[0];
  return state === "Z" || state === "X" ? undefined : fields[19];
}

function readProc(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function respondsToSignals(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (cause) {
    // EPERM: it lives, and belongs to another user.
    return cause instanceof Error && "code" in cause && cause.code === "EPERM";
  }
}

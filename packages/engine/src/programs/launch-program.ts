import { spawn } from "node:child_process";
import { closeSync, constants, openSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Readable, Writable } from "node:stream";

/** A program to be started as the leader of its own session and process group. */
export interface Launch {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly workingDirectory: string;
  /** The whole of it. */
  readonly environment: Readonly<Record<string, string>>;
  /** A file, or null for /dev/null. */
  readonly standardInput: string | null;
  /** Paths of named pipes; null for streams of the runtime's own. */
  readonly outputs: { readonly stdout: string; readonly stderr: string } | null;
  /** The user and group it runs as, without supplementary groups; those of this process unless said. */
  readonly as?: Identity;
  /**
   * Directories of control groups into which it is put once it has started, for what may not join them itself. Until then
   * the program has to wait: it reads a line from descriptor 3.
   */
  readonly groups?: readonly string[];
}

export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

export interface Launched {
  readonly pid: number;
  /** Rejects with `infrastructure` when nobody can tell any more how it ended. */
  readonly exit: Promise<ProcessExit>;
  /** Null where named pipes were given. */
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
}

export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  /**
   * Whether its process group was empty then, and is so for good: nobody can join an empty one. Left out where that was
   * not looked at.
   */
  readonly groupIsEmpty?: boolean;
}

/** Rejects with the system's error when it cannot be started. */
export async function launchProgram(launch: Launch): Promise<Launched> {
  const { standardInput, outputs, as: identity, groups = [] } = launch;
  const opened: number[] = [];
  const keep = (file: number): number => {
    opened.push(file);
    return file;
  };
  try {
    const child = spawn(launch.program, launch.arguments, {
      cwd: launch.workingDirectory,
      env: launch.environment,
      detached: true,
      ...(identity === undefined ? {} : { uid: identity.uid, gid: identity.gid }),
      stdio: [
        standardInput === null ? "ignore" : keep(openSync(standardInput, "r")),
        outputs === null ? "pipe" : keep(openWriteEnd(outputs.stdout)),
        outputs === null ? "pipe" : keep(openWriteEnd(outputs.stderr)),
        ...(groups.length === 0 ? [] : (["pipe"] as const)),
      ],
    });
    const exit = new Promise<ProcessExit>((resolve) => {
      child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
    });
    const failure = new Promise<never>((_, reject) => child.once("error", reject));
    if (child.pid === undefined) return await failure;
    // From here on only a failed kill emits it, and we kill by id.
    failure.catch(() => undefined);
    if (groups.length > 0) admit(child.pid, groups, child.stdio[3]);
    return { pid: child.pid, exit, stdout: child.stdout, stderr: child.stderr };
  } finally {
    for (const file of opened) closeSync(file);
  }
}

/** Before its first line, so that nothing it starts is born outside. */
function admit(pid: number, groups: readonly string[], gate: unknown): void {
  try {
    for (const group of groups) writeFileSync(join(group, "cgroup.procs"), String(pid), { flag: "r+" });
  } catch (error) {
    process.kill(pid, "SIGKILL");
    throw error;
  }
  if (!(gate instanceof Writable)) return;
  // A program that has ended meanwhile reads nothing.
  gate.on("error", () => undefined);
  gate.end("\n");
}

/** Opening only for writing would wait for a reader, and whoever was to read may have died. */
function openWriteEnd(path: string): number {
  const both = openSync(path, constants.O_RDWR);
  try {
    return openSync(path, constants.O_WRONLY);
  } finally {
    closeSync(both);
  }
}

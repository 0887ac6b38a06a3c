import { spawn } from "node:child_process";

/** A program that is run to its end, for what it prints. */
export interface ProgramRun {
  readonly program: string;
  readonly arguments: readonly string[];
  /** The whole of it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly input: string;
  /** Milliseconds, after which it is ended. */
  readonly timeout: number;
  /** Bytes of output that are kept. More end it. */
  readonly maxBytes: number;
}

export interface ProgramEnd {
  /** Null when a signal ended it. */
  readonly exitCode: number | null;
  readonly output: Buffer;
  /** The end of what it said on its standard error. */
  readonly complaint: string;
  /** Why it was ended, where it did not end by itself. */
  readonly endedFor: "timeout" | "length" | "signal" | null;
}

/**
 * Resolves when the program has ended, also after `signal`. Rejects with the system's error when it cannot be started. When
 * it settles, nothing that the program started in its process group is alive.
 */
export type RunProgram = (run: ProgramRun, signal?: AbortSignal) => Promise<ProgramEnd>;

const complaintLength = 2_000;
const graceMs = 2_000;

export const runProgram: RunProgram = async (run, signal) => {
  const { program, timeout, maxBytes } = run;
  const child = spawn(program, run.arguments, {
    env: run.environment,
    cwd: "/",
    stdio: "pipe",
    // A group of its own, so that the helpers that it starts (git's for https, ssh, packing) end with it.
    detached: true,
  });
  const signalGroup = (name: NodeJS.Signals): void => {
    if (child.pid === undefined) return;
    try {
      process.kill(-child.pid, name);
    } catch {
      // It has ended by itself.
    }
  };
  let endedFor: ProgramEnd["endedFor"] = null;
  let lastResort: NodeJS.Timeout | undefined;
  // Asked first, a program can tidy up: git removes its locks and half a pack.
  const end = (why: ProgramEnd["endedFor"]): void => {
    endedFor ??= why;
    signalGroup("SIGTERM");
    lastResort ??= setTimeout(() => signalGroup("SIGKILL"), graceMs);
  };
  const abort = (): void => end("signal");
  const timer = setTimeout(() => end("timeout"), timeout);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const chunks: Buffer[] = [];
  let bytes = 0;
  let complaint = "";
  child.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) end("length");
    else chunks.push(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    complaint = (complaint + chunk.toString("utf8")).slice(-complaintLength);
  });
  // A program that ends without reading its input is judged by its exit.
  child.stdin.on("error", () => undefined);
  child.stdin.end(run.input);
  try {
    const exitCode = await new Promise<number | null>((resolve, reject) => {
      child.once("error", reject);
      child.once("close", resolve);
    });
    return { exitCode, output: Buffer.concat(chunks), complaint: complaint.trim(), endedFor };
  } finally {
    clearTimeout(timer);
    clearTimeout(lastResort);
    signal?.removeEventListener("abort", abort);
    signalGroup("SIGKILL");
  }
};

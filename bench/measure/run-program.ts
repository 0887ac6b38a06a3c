import { spawn } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export interface ProgramRequest {
  readonly program: string;
  readonly arguments: readonly string[];
  readonly directory: string;
  readonly environment?: Readonly<Record<string, string>>;
}

export interface ProgramRun {
  readonly seconds: number;
  /** Processor time of the program and of all it waited for; null where the system does not say. */
  readonly cpuSeconds: number | null;
  /** Bytes it printed to standard output. */
  readonly bytes: number;
}

/**
 * A home of the benchmark's own: bash reads the person's `.bashrc` when its input is a socket, as it is below Node, and
 * what that does would be measured too.
 */
const home = join(import.meta.dirname, "..", ".peers", "home");

/** The end of what a program printed, to show when it fails. Characters. */
const tailLength = 2_000;

/** Runs a program to its end with its output in a pipe that is read. Throws when it does not end with 0. */
export async function runProgram(request: ProgramRequest): Promise<ProgramRun> {
  mkdirSync(home, { recursive: true });
  const cpuBefore = childrenCpuSeconds();
  const started = performance.now();
  const child = spawn(request.program, request.arguments, {
    cwd: request.directory,
    env: { ...process.env, HOME: home, ...request.environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let bytes = 0;
  let tail = "";
  const keepTail = (chunk: Buffer): void => {
    tail = (tail + chunk.toString("latin1")).slice(-tailLength);
  };
  child.stdout.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    // What matters of a long output is its end, and turning all of it into text would be measured too.
    keepTail(chunk.subarray(-tailLength));
  });
  child.stderr.on("data", keepTail);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const seconds = (performance.now() - started) / 1_000;
  if (code !== 0) throw new Error(`${request.program} ${request.arguments.join(" ")} ended with ${code}:\n${tail}`);
  const cpuAfter = childrenCpuSeconds();
  return { seconds, bytes, cpuSeconds: cpuBefore === null || cpuAfter === null ? null : cpuAfter - cpuBefore };
}

const ticksPerSecond = 100;

/** Fields 16 and 17 of proc_pid_stat(5): of the children that were waited for, and of theirs. */
function childrenCpuSeconds(): number | null {
  try {
    const text = readFileSync("/proc/self/stat", "latin1");
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    return (Number(fields[13]) + Number(fields[14])) / ticksPerSecond;
  } catch {
    return null;
  }
}

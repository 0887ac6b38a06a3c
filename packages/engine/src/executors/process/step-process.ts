import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Readable } from "node:stream";
import type { CommandLine } from "./command-line.ts";
import { environmentFault, systemCode } from "./environment-fault.ts";
import type { OutputPipe, OutputPipes } from "./output-pipes.ts";

export interface StepProcessRequest {
  readonly command: CommandLine;
  /** A file, or null for /dev/null. */
  readonly standardInput: string | null;
  readonly workingDirectory: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface StepProcess {
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly exit: Promise<ProcessExit>;
}

export interface ProcessExit {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
}

export type StepStart =
  | { readonly kind: "started"; readonly process: StepProcess }
  | { readonly kind: "notStarted"; readonly why: string };

/**
 * Starts a step's shell as the leader of its own session and process group. What the user's
 * definition makes impossible is `notStarted`; what the machine refuses is thrown as `infrastructure`.
 */
export async function startStepProcess(request: StepProcessRequest, pipes: OutputPipes): Promise<StepStart> {
  const opened: OutputPipe[] = [];
  let input: number | null = null;
  let started = false;
  try {
    // One after another: the second is there already when the first had to be made.
    const out = await openInto(opened, pipes);
    const error = await openInto(opened, pipes);
    if (request.standardInput !== null) input = openSync(request.standardInput, "r");

    const child = spawn(request.command.program, request.command.arguments, {
      cwd: request.workingDirectory,
      env: request.environment,
      detached: true,
      stdio: [input ?? "ignore", out?.writeEnd ?? "pipe", error?.writeEnd ?? "pipe"],
    });
    const exit = new Promise<ProcessExit>((resolve) => {
      child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
    });
    const stdout = out?.stream ?? child.stdout;
    const stderr = error?.stream ?? child.stderr;
    if (child.pid === undefined || stdout === null || stderr === null) return notStarted(request, await failure(child));
    // Only a failed start or a failed kill emits it later, and we kill by id.
    child.on("error", () => undefined);
    started = true;
    return { kind: "started", process: { pid: child.pid, stdout, stderr, exit } };
  } catch (error) {
    return notStarted(request, error);
  } finally {
    if (input !== null) closeSync(input);
    for (const pipe of opened) {
      if (started) closeSync(pipe.writeEnd);
      else pipe.abandon();
    }
  }
}

async function openInto(opened: OutputPipe[], pipes: OutputPipes): Promise<OutputPipe | null> {
  const pipe = await pipes.open();
  if (pipe !== null) opened.push(pipe);
  return pipe;
}

function failure(child: ChildProcess): Promise<unknown> {
  return new Promise((resolve) => child.once("error", resolve));
}

function notStarted(request: StepProcessRequest, error: unknown): StepStart {
  const { program } = request.command;
  const why = (text: string): StepStart => ({ kind: "notStarted", why: text });
  switch (systemCode(error)) {
    case "ENOENT":
    case "ENOTDIR":
    case "EACCES":
    case "ENOEXEC":
      return why(`${program} could not be run in ${request.workingDirectory} (${systemCode(error)})`);
    case "E2BIG":
      return why("its environment is larger than the system allows");
    case "ERR_INVALID_ARG_VALUE":
      return why("its environment holds a zero byte");
    default:
      throw environmentFault(`start ${program}`, error);
  }
}

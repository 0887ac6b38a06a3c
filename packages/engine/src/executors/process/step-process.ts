import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import type { Readable } from "node:stream";
import { environmentFault, systemCode } from "./environment-fault.ts";
import type { CommandLine } from "./command-line.ts";

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
export async function startStepProcess(request: StepProcessRequest): Promise<StepStart> {
  const { command } = request;
  const input = request.standardInput === null ? null : openSync(request.standardInput, "r");
  try {
    const child = spawn(command.program, command.arguments, {
      cwd: request.workingDirectory,
      env: request.environment,
      detached: true,
      stdio: [input ?? "ignore", "pipe", "pipe"],
    });
    const exit = new Promise<ProcessExit>((resolve) => {
      child.once("exit", (exitCode, signal) => resolve({ exitCode, signal }));
    });
    const { pid, stdout, stderr } = child;
    if (pid === undefined || stdout === null || stderr === null) {
      return notStarted(request, await new Promise((resolve) => child.once("error", resolve)));
    }
    // Only a failed start or a failed kill emits it later, and we kill by id.
    child.on("error", () => undefined);
    return { kind: "started", process: { pid, stdout, stderr, exit } };
  } catch (error) {
    return notStarted(request, error);
  } finally {
    if (input !== null) closeSync(input);
  }
}

function notStarted(request: StepProcessRequest, error: unknown): StepStart {
  const why = (text: string): StepStart => ({ kind: "notStarted", why: text });
  switch (systemCode(error)) {
    case "ENOENT":
    case "ENOTDIR":
    case "EACCES":
    case "ENOEXEC":
      return why(`${request.command.program} could not be run in ${request.workingDirectory} (${systemCode(error)})`);
    case "E2BIG":
      return why("its environment is larger than the system allows");
    case "ERR_INVALID_ARG_VALUE":
      return why("its environment holds a zero byte");
    default:
      throw environmentFault(`start ${request.command.program}`, error);
  }
}

import { HeadraceError } from "@headrace/pipeline";
import { type ProgramEnd, type RunProgram, runProgram } from "../programs/run-program.ts";
import { gitEnvironment } from "./git-environment.ts";

export interface GitRequest {
  readonly arguments: readonly string[];
  /** Settings of this one call, by their names; a name may be given several times. */
  readonly settings?: readonly (readonly [name: string, value: string])[];
  /** Added to the closed environment; what is secret goes here and nowhere else. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly signal?: AbortSignal;
  /** Milliseconds; 120,000 unless said. */
  readonly timeout?: number;
  /** Bytes of output that are kept; 256 MiB unless said. More ends the program, with `file-too-large`. */
  readonly maxBytes?: number;
}

export interface GitResult {
  readonly code: number;
  readonly output: Buffer;
  /** The end of what it said, for a person. Never looked into. */
  readonly complaint: string;
}

/**
 * Runs git to its end. A failure is a result; thrown are `signal`'s reason, `repository-unreachable` when git cannot be
 * started, `infrastructure` when it takes too long, and `file-too-large`. When it returns, nothing that git started is alive.
 */
export type Git = (request: GitRequest) => Promise<GitResult>;

export interface GitOptions {
  readonly program: string;
  /** Absolute. */
  readonly home: string;
  /** Who starts it; this process unless said. */
  readonly run?: RunProgram;
}

export function createGit({ program, home, run = runProgram }: GitOptions): Git {
  return async (request) => {
    const { signal, input = "", timeout = 120_000, maxBytes = 256 * 1024 * 1024 } = request;
    signal?.throwIfAborted();
    const environment = { ...gitEnvironment(home, request.settings), ...request.environment };
    const end = await run(
      { program, arguments: request.arguments, environment, input, timeout, maxBytes },
      signal,
    ).catch((cause: unknown) => {
      throw cause instanceof HeadraceError ? cause : cannotStart(program, cause);
    });
    signal?.throwIfAborted();
    return resultOf(end, { ...request, timeout, maxBytes });
  };
}

function resultOf(
  { endedFor, exitCode, output, complaint }: ProgramEnd,
  { arguments: words, timeout, maxBytes }: Pick<GitRequest, "arguments"> & { timeout: number; maxBytes: number },
): GitResult {
  if (endedFor === "timeout") throw tookTooLong(words, timeout);
  if (endedFor === "length") throw new HeadraceError("file-too-large", `git gave more than ${maxBytes} bytes`);
  return { code: exitCode ?? 128, output, complaint };
}

function cannotStart(program: string, cause: unknown): HeadraceError {
  return new HeadraceError("repository-unreachable", `the program ${JSON.stringify(program)} cannot be started`, {
    mend: "install git 2.37 or newer where the server runs",
    cause,
  });
}

function tookTooLong(words: readonly string[], timeout: number): HeadraceError {
  const [command = ""] = words.filter((argument) => !argument.startsWith("-"));
  const message = `git ${command} took longer than ${Math.round(timeout / 1_000)} seconds and was ended`;
  return new HeadraceError("infrastructure", message, { mend: "look at how fast the repository's host answers" });
}

/** The output as text. Throws `infrastructure` when git failed. */
export async function gitText(git: Git, request: GitRequest): Promise<string> {
  const { code, output, complaint } = await git(request);
  if (code === 0) return output.toString("utf8");
  throw new HeadraceError("infrastructure", `git ended with ${code}: ${complaint}`);
}

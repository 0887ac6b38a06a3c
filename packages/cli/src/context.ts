import type { Readable, Writable } from "node:stream";

/** What a command may touch of the world. */
export interface CommandContext {
  readonly stdout: CommandOutput;
  readonly stderr: CommandOutput;
  readonly stdin: CommandInput;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly directory: string;
  /** Whether colours may be written to stdout. */
  readonly color: boolean;
}

/** A stream, and what it is besides where it is a terminal. */
export interface CommandOutput extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface CommandInput extends Readable {
  readonly isTTY?: boolean;
  /** Whether keys are read as they are typed, and not shown. */
  setRawMode?(mode: boolean): unknown;
}

/** What the process has. */
export function processContext(): CommandContext {
  const { stdout, stderr, env } = process;
  return {
    stdout,
    stderr,
    // Made by the runtime when it is first touched, and most commands read nothing.
    get stdin() {
      return process.stdin;
    },
    environment: env,
    directory: process.cwd(),
    color: wantsColor(stdout, env),
  };
}

/** As https://no-color.org and FORCE_COLOR ask; else only where a person looks. */
function wantsColor(stream: CommandOutput, environment: Readonly<Record<string, string | undefined>>): boolean {
  if ((environment.NO_COLOR ?? "") !== "") return false;
  if ((environment.FORCE_COLOR ?? "") !== "") return environment.FORCE_COLOR !== "0";
  return stream.isTTY === true && environment.TERM !== "dumb";
}

/** What a command may touch of the world. */
export interface CommandContext {
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly directory: string;
  /** Whether colours may be written to stdout. */
  readonly color: boolean;
}

export function processContext(): CommandContext {
  const { stdout, stderr, stdin, env } = process;
  return { stdout, stderr, stdin, environment: env, directory: process.cwd(), color: wantsColor(stdout, env) };
}

/** As https://no-color.org and FORCE_COLOR ask; else only where a person looks. */
function wantsColor(stream: NodeJS.WriteStream, environment: Readonly<Record<string, string | undefined>>): boolean {
  if ((environment.NO_COLOR ?? "") !== "") return false;
  if ((environment.FORCE_COLOR ?? "") !== "") return environment.FORCE_COLOR !== "0";
  return stream.isTTY === true && environment.TERM !== "dumb";
}

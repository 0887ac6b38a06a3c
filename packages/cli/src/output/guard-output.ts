import type { CommandContext } from "../context.ts";
import { sentence } from "./sentence.ts";

export interface OutputGuard {
  /** Something of the output was lost though somebody wanted it: the disk it goes to is full. */
  readonly lost: boolean;
}

export interface OutputGuardOptions {
  /**
   * Whether the output is all that the command is for. Then the command ends when nobody reads any more, as in
   * `headrace logs latest | head`; an execution goes on, because its work is not done for whoever watches it.
   */
  readonly onlyOutput: boolean;
}

/** Answers the errors of standard output and standard error, which would end the process with a stack trace. */
export function guardOutput({ stdout, stderr }: CommandContext, { onlyOutput }: OutputGuardOptions): OutputGuard {
  let lost = false;
  let closed = false;
  stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code === "EPIPE") {
      closed = true;
      if (onlyOutput) process.exit(0);
      return;
    }
    if (!lost && !closed) stderr.write(`error: ${sentence(`standard output cannot be written: ${error.message}`)}\n`);
    lost = true;
    if (onlyOutput) process.exit(3);
  });
  stderr.on("error", () => {});
  return {
    get lost() {
      return lost;
    },
  };
}

import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { sentence } from "./sentence.ts";
import { createStyle } from "./style.ts";
import { visible } from "./visible.ts";

/** Says what went wrong and how to mend it; gives the exit code that names whose fault it is. */
export function printError(context: CommandContext, error: unknown): number {
  const known = error instanceof HeadraceError;
  const message = error instanceof Error ? error.message : String(error);
  printProblem(context, { message, ...(known && error.mend !== undefined ? { mend: error.mend } : {}) });
  if (!known && error instanceof Error && error.stack !== undefined) {
    const style = createStyle(context.color);
    context.stderr.write(
      `${style.dim(error.stack)}\nThis is a fault of Headrace itself; please report it with the lines above.\n`,
    );
  }
  return known && error.fault === "user" ? exitCodes.usage : exitCodes.fault;
}

/** `error: What is wrong.` and below it `mend:  What to do.` */
export function printProblem(
  context: CommandContext,
  { message, mend }: { readonly message: string; readonly mend?: string },
): void {
  const style = createStyle(context.color);
  context.stderr.write(`${style.red("error")}: ${sentence(visible(message))}\n`);
  if (mend !== undefined) context.stderr.write(`${style.dim("mend")}:  ${sentence(visible(mend))}\n`);
}

import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { exitCodes } from "../exit-codes.ts";
import { createStyle } from "./style.ts";

/** Says what went wrong and how to mend it; gives the exit code that names whose fault it is. */
export function printError(context: CommandContext, error: unknown): number {
  const style = createStyle(context.color);
  const known = error instanceof HeadraceError;
  const message = error instanceof Error ? error.message : String(error);
  context.stderr.write(`${style.red("error")}: ${message}\n`);
  if (known && error.mend !== undefined) context.stderr.write(`${style.dim("mend")}:  ${error.mend}\n`);
  if (!known && error instanceof Error && error.stack !== undefined) {
    context.stderr.write(
      `${style.dim(error.stack)}\nThis is a fault of Headrace itself; please report it with the lines above.\n`,
    );
  }
  return known && error.fault === "user" ? exitCodes.usage : exitCodes.fault;
}

import { CommanderError } from "commander";
import { processContext } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { printError } from "./output/print-error.ts";
import { createProgram } from "./program.ts";

/** Runs the command line and gives its exit code. `argv` is without the program's own name. */
export async function main(argv: readonly string[]): Promise<number> {
  const context = processContext();
  let exitCode: number = exitCodes.success;
  const program = await createProgram({
    argv,
    context,
    exitWith: (code) => {
      exitCode = code;
    },
  });
  try {
    await program.parseAsync([...argv], { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.success : exitCodes.usage;
    return printError(context, error);
  }
}

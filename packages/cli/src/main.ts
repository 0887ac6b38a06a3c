import { CommanderError } from "commander";
import { processContext } from "./context.ts";
import { exitCodes } from "./exit-codes.ts";
import { guardOutput } from "./output/guard-output.ts";
import { printError } from "./output/print-error.ts";
import { createProgram } from "./program.ts";

/** The commands that do work of their own, whoever reads what they print. */
const working: readonly string[] = ["run", "resume", "serve", "reproduce"];

/** Runs the command line and gives its exit code. `argv` is without the program's own name. */
export async function main(argv: readonly string[], context = processContext()): Promise<number> {
  const output = guardOutput(context, { onlyOutput: !working.includes(argv[0] ?? "") });
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
    return exitCode === exitCodes.success && output.lost ? exitCodes.fault : exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return printError(context, error);
    const { printUsageError } = await import("./output/print-usage-error.ts");
    return printUsageError(context, error, { program, argv });
  }
}

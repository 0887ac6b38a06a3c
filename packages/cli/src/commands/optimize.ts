import type { Command } from "commander";
import type { DataFlags } from "../input/open-existing.ts";
import type { ProgramOptions } from "../program.ts";

export interface OptimizeFlags extends DataFlags {
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("optimize [file]")
    .summary("find what could run side by side but does not")
    .description("Say what could run in parallel but does not, and the seconds it would save, from recorded durations.")
    .option("--json", "print JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addHelpText("after", "\nExample:\n  headrace optimize headrace.yml")
    .action(async (file: string | undefined, flags: OptimizeFlags) => {
      const { printOptimization } = await import("./optimize/print.ts");
      options.exitWith(await printOptimization(options.context, file, flags));
    });
}

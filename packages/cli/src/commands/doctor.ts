import type { Command } from "commander";
import type { DataFlags } from "../input/open-existing.ts";
import type { ProgramOptions } from "../program.ts";

export interface DoctorFlags extends DataFlags {
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("doctor")
    .summary("look at what pipelines will find on this machine")
    .description("Look at this machine and this project: what pipelines will find here, and what is amiss.")
    .option("--json", "print JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addHelpText("after", "\nExample:\n  headrace doctor")
    .action(async (flags: DoctorFlags) => {
      const { doctorCommand } = await import("./doctor/doctor-command.ts");
      options.exitWith(await doctorCommand(options.context, flags));
    });
}

import type { Command } from "commander";
import type { RecordFlags } from "../input/records.ts";
import type { ProgramOptions } from "../program.ts";
import { serverOption } from "../remote/server-option.ts";

export interface DoctorFlags extends RecordFlags {
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("doctor")
    .summary("look at what pipelines will find on this machine")
    .description(
      "Look at this machine and this project: what pipelines will find here, and what is amiss. With a server, at that.",
    )
    .option("--json", "print JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .addHelpText("after", "\nExample:\n  headrace doctor")
    .action(async (flags: DoctorFlags) => {
      const { doctorCommand } = await import("./doctor/doctor-command.ts");
      options.exitWith(await doctorCommand(options.context, flags));
    });
}

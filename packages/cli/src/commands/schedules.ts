import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";

export interface SchedulesFlags extends ServerFlags {
  readonly pipeline?: string;
  readonly json?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("schedules")
    .summary("list what a server runs at which times")
    .description("List the schedules of a server: what each runs, when it does next, and why it would not.")
    .option("--pipeline <name>", "only of this pipeline")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace schedules --pipeline nightly")
    .action(async (flags: SchedulesFlags) => {
      const { listSchedules } = await import("./schedules/list.ts");
      await listSchedules(options.context, flags);
    });
}

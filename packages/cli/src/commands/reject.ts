import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import { requiredServerOption } from "../remote/server-option.ts";
import type { DecisionFlags } from "./approvals/decide.ts";

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("reject <execution>")
    .summary("refuse what waits for an approval on a server")
    .description("Refuse what waits for an approval on a server: its stage is rejected. One who refuses is enough.")
    .option("--stage <name>", "which one, where several of its stages wait")
    .option("--environment <name>", "of a run on a host of code: which one, where several wait there")
    .option("--comment <text>", "kept with the decision")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace reject web-app#12 --comment 'Not on a Friday'")
    .action(async (reference: string, flags: DecisionFlags) => {
      const { decide } = await import("./approvals/decide.ts");
      await decide(options.context, { reference, decision: "reject" }, flags);
    });
}

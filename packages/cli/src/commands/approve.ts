import type { Command } from "commander";
import type { ProgramOptions } from "../program.ts";
import { requiredServerOption } from "../remote/server-option.ts";
import type { DecisionFlags } from "./approvals/decide.ts";

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("approve <execution>")
    .summary("consent to what waits for an approval on a server")
    .description(
      "Consent to what waits for an approval on a server: to exactly the commit and definition that are printed. The run of a stranger's pull request, which GitHub holds, is let in.",
    )
    .option("--stage <name>", "which one, where several of its stages wait")
    .option("--environment <name>", "of a run on a host of code: which one, where several wait there")
    .option("--comment <text>", "kept with the decision")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace approve web-app#12 --comment 'Release notes are out'")
    .action(async (reference: string, flags: DecisionFlags) => {
      const { decide } = await import("./approvals/decide.ts");
      await decide(options.context, { reference, decision: "approve" }, flags);
    });
}

import type { Command } from "commander";
import { collectAssignment } from "../input/collect.ts";
import type { ProgramOptions } from "../program.ts";
import { requiredServerOption } from "../remote/server-option.ts";
import type { WatchFlags } from "./watch.ts";

export interface RollbackFlags extends WatchFlags {
  readonly repository?: string;
  readonly deployment?: string;
  readonly reason?: string;
  readonly param: Readonly<Record<string, string>>;
  readonly wait?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("rollback <environment>")
    .summary("bring back what stood in an environment of a server before")
    .description(
      "Bring back the last good deployment of an environment: its stage runs again with the commit, definition and " +
        "parameters of then. The environment's rules and approvals hold as for any deployment.",
    )
    .option("--repository <name>", "whose environment, where several have one of that name")
    .option("--deployment <id>", "bring back this one (see `headrace deployments`)")
    .option("--reason <text>", "kept with what is taken back")
    .option("--param <name=value>", "give a secret parameter again", collectAssignment, {})
    .option("--wait", "watch it to its end")
    .addOption(requiredServerOption())
    .option("--json", "print JSON; with --wait one event a line")
    .option("-q, --quiet", "with --wait: only the summary")
    .option("-v, --verbose", "with --wait: every line of every step, also in a terminal")
    .addHelpText("after", "\nExample:\n  headrace rollback production --reason 'Orders could not be paid' --wait")
    .action(async (environment: string, flags: RollbackFlags) => {
      const { rollBack } = await import("./deployments/roll-back.ts");
      options.exitWith(await rollBack(options.context, environment, flags));
    });
}

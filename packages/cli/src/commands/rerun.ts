import type { Command } from "commander";
import { collectAssignment } from "../input/collect.ts";
import type { ProgramOptions } from "../program.ts";
import { requiredServerOption } from "../remote/server-option.ts";
import type { WatchFlags } from "./watch.ts";

export interface RerunFlags extends WatchFlags {
  readonly failed?: boolean;
  readonly from?: string;
  readonly param: Readonly<Record<string, string>>;
  readonly wait?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("rerun <execution>")
    .summary("run an execution on a server again")
    .description(
      "Run an ended execution on a server again, or a part of it: the same commit and definition. " +
        "For what ran here there is `headrace run --rerun`.",
    )
    .option("--failed", "only what did not succeed")
    .option("--from <stage>", "this stage and what follows it")
    .option("--param <name=value>", "change a parameter, or give a secret one again", collectAssignment, {})
    .option("--wait", "watch it to its end")
    .addOption(requiredServerOption())
    .option("--json", "print JSON; with --wait one event a line")
    .option("-q, --quiet", "with --wait: only the summary")
    .option("-v, --verbose", "with --wait: every line of every step, also in a terminal")
    .addHelpText("after", "\nExample:\n  headrace rerun latest --failed --wait")
    .action(async (reference: string, flags: RerunFlags) => {
      const { rerun } = await import("./trigger/rerun.ts");
      options.exitWith(await rerun(options.context, reference, flags));
    });
}

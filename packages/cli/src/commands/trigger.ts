import type { Command } from "commander";
import { collectAssignment, collectWord } from "../input/collect.ts";
import type { ProgramOptions } from "../program.ts";
import { requiredServerOption } from "../remote/server-option.ts";
import type { WatchFlags } from "./watch.ts";

export interface TriggerFlags extends WatchFlags {
  readonly branch?: string;
  readonly tag?: string;
  readonly commit?: string;
  readonly param: Readonly<Record<string, string>>;
  readonly variable: Readonly<Record<string, string>>;
  readonly stage: readonly string[];
  readonly until: readonly string[];
  readonly wait?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("trigger <pipeline>")
    .summary("run a pipeline on a server")
    .description(
      "Run a pipeline on a server, by its name, repository/name, or id. With --wait it is watched, and the exit code is its own.",
    )
    .option("--branch <name>", "at this branch's newest commit (default: the repository's default branch)")
    .option("--tag <name>", "at this tag")
    .option("--commit <id>", "at this commit")
    .option("--param <name=value>", "give a parameter", collectAssignment, {})
    .option("--variable <name=value>", "add an environment variable for every step", collectAssignment, {})
    .option("--stage <name...>", "run only these stages, as if what they need had run", collectWord, [])
    .option("--until <name...>", "run these stages and everything they need", collectWord, [])
    .option("--wait", "watch it to its end")
    .addOption(requiredServerOption())
    .option("--json", "print JSON; with --wait one event a line")
    .option("-q, --quiet", "with --wait: only the summary")
    .option("-v, --verbose", "with --wait: every line of every step, also in a terminal")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace trigger web-app --wait\n  headrace trigger web-app --branch release/2 --param target=staging",
    )
    .action(async (pipeline: string, flags: TriggerFlags) => {
      const { trigger } = await import("./trigger/trigger.ts");
      options.exitWith(await trigger(options.context, pipeline, flags));
    });
}

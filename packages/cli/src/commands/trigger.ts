import type { Command } from "commander";
import { collectAssignment, collectWord } from "../input/collect.ts";
import type { ProgramOptions } from "../program.ts";
import { onHostOption } from "../remote/on-host.ts";
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
  readonly repository?: string;
  readonly onHost?: boolean;
  readonly secured: readonly string[];
  readonly wait?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("trigger [pipeline]")
    .summary("run a pipeline on a server")
    .description(
      "Run a pipeline on a server, by its name, repository/name, or id; with --on-host one of a repository's host of code: GitHub's workflow by its file, Bitbucket's custom pipeline by its name, or without a name the branch's own. With --wait it is watched, and the exit code is its own.",
    )
    .option("--branch <name>", "at this branch's newest commit (default: the repository's default branch)")
    .option("--tag <name>", "at this tag")
    .option("--commit <id>", "at this commit")
    .option("--param <name=value>", "give a parameter", collectAssignment, {})
    .option("--variable <name=value>", "add an environment variable for every step", collectAssignment, {})
    .option("--stage <name...>", "run only these stages, as if what they need had run", collectWord, [])
    .option("--until <name...>", "run these stages and everything they need", collectWord, [])
    .option("--repository <name>", "with --on-host: of this repository")
    .addOption(onHostOption())
    .option("--secured <name...>", "with --on-host: these variables are shown to nobody", collectWord, [])
    .option("--wait", "watch it to its end")
    .addOption(requiredServerOption())
    .option("--json", "print JSON; with --wait one event a line")
    .option("-q, --quiet", "with --wait: only the summary")
    .option("-v, --verbose", "with --wait: every line of every step, also in a terminal")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace trigger web-app --wait\n  headrace trigger web-app --branch release/2 --param target=staging\n  headrace trigger ci.yml --repository shop --on-host --variable LEVEL=2",
    )
    .action(async (pipeline: string | undefined, flags: TriggerFlags) => {
      if (flags.onHost === true) {
        const { triggerOnHost } = await import("./trigger/trigger-on-host.ts");
        options.exitWith(await triggerOnHost(options.context, pipeline, flags));
        return;
      }
      const { trigger } = await import("./trigger/trigger.ts");
      options.exitWith(await trigger(options.context, pipeline, flags));
    });
}

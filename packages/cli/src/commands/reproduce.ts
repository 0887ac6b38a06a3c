import type { Command } from "commander";
import { collectAssignment, collectWord } from "../input/collect.ts";
import type { RecordFlags } from "../input/records.ts";
import type { ProgramOptions } from "../program.ts";
import { serverOption } from "../remote/server-option.ts";

export interface ReproduceFlags extends RecordFlags {
  readonly stage?: string;
  readonly into?: string;
  readonly param: Readonly<Record<string, string>>;
  readonly secret: readonly string[];
  readonly secretFile?: string;
  readonly approve: readonly string[];
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("reproduce <execution>")
    .summary("run the failed stage of an execution again on this machine")
    .description(
      "Run the failed stage of an execution again on this machine: the same commit, in a directory of its own, with " +
        "the same parameters, and the outputs and artifacts of the stages before it. Secrets are asked for. What " +
        "differs from where it ran is said.",
    )
    .option("--stage <name>", "this stage (default: those that failed)")
    .option("--into <directory>", "where to put the files; not there yet (default: a temporary directory)")
    .option("--param <name=value>", "give a secret parameter again, or change another", collectAssignment, {})
    .option("--secret <name>", "give a secret: its value is taken from the environment, or asked for", collectWord, [])
    .option("--secret-file <file>", "give the secrets of a file with NAME=VALUE lines")
    .option(
      "--approve <stage>",
      "approve what the stage waits for, as yourself or with stage=person; in a terminal it is asked for otherwise",
      collectWord,
      [],
    )
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .option("--json", "print one event a line, as JSON")
    .option("-q, --quiet", "only the summary")
    .option("-v, --verbose", "every line of every step, also in a terminal")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace reproduce latest\n  headrace reproduce web-app#12 --stage test --into /tmp/web-app",
    )
    .action(async (reference: string, flags: ReproduceFlags) => {
      const { reproduce } = await import("./reproduce/reproduce.ts");
      options.exitWith(await reproduce(options.context, reference, flags));
    });
}

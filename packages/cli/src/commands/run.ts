import { type Command, InvalidArgumentError, Option } from "commander";
import { collectAssignment, collectWord } from "../input/collect.ts";
import type { ProgramOptions } from "../program.ts";

export interface RunFlags {
  readonly stage: readonly string[];
  readonly until: readonly string[];
  readonly param: Readonly<Record<string, string>>;
  readonly variable: Readonly<Record<string, string>>;
  readonly secret: readonly string[];
  readonly secretFile?: string;
  readonly approve: readonly string[];
  readonly branch?: string;
  readonly tag?: string;
  /** `manual` unless said; that of the earlier execution with `--rerun`. */
  readonly event?: "push" | "pull_request" | "tag" | "schedule" | "manual";
  /** `shared` unless said; that of the earlier execution with `--rerun`. */
  readonly workspace?: "shared" | "isolated";
  readonly concurrency?: number;
  readonly rerun?: string;
  readonly failed?: boolean;
  readonly from?: string;
  /** False with `--no-cache`. */
  readonly cache: boolean;
  readonly dryRun?: boolean;
  readonly durable?: boolean;
  readonly json?: boolean;
  readonly data?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("run [file]")
    .summary("run a pipeline on this machine")
    .description(
      "Run a pipeline on this machine. Without FILE: headrace.yml, or the only pipeline in headrace/. " +
        "The working directory is the project, wherever FILE is: steps run there, and executions are kept there.",
    )
    .option("--stage <name...>", "run only these stages, as if what they need had run", collectWord, [])
    .option("--until <name...>", "run these stages and everything they need", collectWord, [])
    .option("--param <name=value>", "give a parameter", collectAssignment, {})
    .option("--variable <name=value>", "add an environment variable for every step", collectAssignment, {})
    .option("--secret <name>", "give a secret: its value is taken from the environment, or asked for", collectWord, [])
    .option("--secret-file <file>", "give the secrets of a file with NAME=VALUE lines")
    .option(
      "--approve <stage>",
      "approve what the stage waits for, as yourself or with stage=person; in a terminal it is asked for otherwise",
      collectWord,
      [],
    )
    .option("--branch <name>", "run as if on this branch")
    .option("--tag <name>", "run as if for this tag")
    .addOption(
      new Option("--event <event>", "run as if started by this event, manual unless said").choices([
        "push",
        "pull_request",
        "tag",
        "schedule",
        "manual",
      ]),
    )
    .addOption(
      new Option(
        "--workspace <mode>",
        "the project directory itself (unless said), or a fresh tree for each stage",
      ).choices(["shared", "isolated"]),
    )
    .option("--concurrency <count>", "the most stages at once (default: the number of cores)", positiveCount)
    .option("--rerun <execution>", "run an earlier execution again, with its definition, parameters and event")
    .option("--failed", "with --rerun: only what did not succeed")
    .option("--from <stage>", "with --rerun: this stage and what follows it")
    .option("--no-cache", "neither caches nor reused results")
    .option("--dry-run", "show what would run and why, and run nothing")
    .option("--durable", "survive a power cut too, not only the end of this process")
    .option("--json", "print one event a line, as JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .option("-q, --quiet", "only the summary")
    .option("-v, --verbose", "every line of every step, also in a terminal")
    .addHelpText("after", examples)
    .action(async (file: string | undefined, flags: RunFlags) => {
      const { runCommand } = await import("./run/run-command.ts");
      options.exitWith(await runCommand(options.context, file, flags));
    });
}

const examples = `
Examples:
  headrace run
  headrace run ci.yml --until test --param target=staging
  headrace run --secret DEPLOY_TOKEN --branch main --approve deploy
  headrace run --rerun latest --failed`;

function positiveCount(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 10_000) {
    throw new InvalidArgumentError("give a whole number from 1 to 10000");
  }
  return count;
}

import { Command, type Option } from "commander";
import type { CommandContext } from "./context.ts";
import { version } from "./version.ts";

export interface ProgramOptions {
  readonly argv: readonly string[];
  readonly context: CommandContext;
  /** The same program with every command, for who speaks of all of them. */
  readonly whole?: () => Promise<Command>;
  /** Called by a command with its exit code; without a call it is 0. */
  readonly exitWith: (code: number) => void;
}

/** What every command's file gives: how it is called, and what it does. */
export type RegisterCommand = (program: Command, options: ProgramOptions) => void;

/** Each command's file, loaded only when that command, or help, is asked for. */
const commands: Readonly<Record<string, () => Promise<{ readonly register: RegisterCommand }>>> = {
  run: () => import("./commands/run.ts"),
  validate: () => import("./commands/validate.ts"),
  graph: () => import("./commands/graph.ts"),
  export: () => import("./commands/export.ts"),
  optimize: () => import("./commands/optimize.ts"),
  schema: () => import("./commands/schema.ts"),
  executions: () => import("./commands/executions.ts"),
  logs: () => import("./commands/logs.ts"),
  artifacts: () => import("./commands/artifacts.ts"),
  downloads: () => import("./commands/downloads.ts"),
  cache: () => import("./commands/cache.ts"),
  tests: () => import("./commands/tests.ts"),
  resume: () => import("./commands/resume.ts"),
  doctor: () => import("./commands/doctor.ts"),
  init: () => import("./commands/init.ts"),
  backup: () => import("./commands/backup.ts"),
  restore: () => import("./commands/restore.ts"),
  serve: () => import("./commands/serve.ts"),
  repositories: () => import("./commands/repositories.ts"),
  connect: () => import("./commands/connect.ts"),
  connections: () => import("./commands/connections.ts"),
  pipelines: () => import("./commands/pipelines.ts"),
  secrets: () => import("./commands/secrets.ts"),
  variables: () => import("./commands/variables.ts"),
  login: () => import("./commands/login.ts"),
  logout: () => import("./commands/logout.ts"),
  trigger: () => import("./commands/trigger.ts"),
  watch: () => import("./commands/watch.ts"),
  cancel: () => import("./commands/cancel.ts"),
  rerun: () => import("./commands/rerun.ts"),
  approvals: () => import("./commands/approvals.ts"),
  approve: () => import("./commands/approve.ts"),
  reject: () => import("./commands/reject.ts"),
  environments: () => import("./commands/environments.ts"),
  deployments: () => import("./commands/deployments.ts"),
  rollback: () => import("./commands/rollback.ts"),
  schedules: () => import("./commands/schedules.ts"),
  reproduce: () => import("./commands/reproduce.ts"),
  mcp: () => import("./commands/mcp.ts"),
  call: () => import("./commands/call.ts"),
  completion: () => import("./commands/completion.ts"),
};

const examples = `
Examples:
  headrace run
  headrace validate
  headrace logs latest --stage test`;

export async function createProgram(options: ProgramOptions): Promise<Command> {
  const program = new Command("headrace");
  program
    .description("Headrace leads a commit to production: draw, run, port, watch and explain CI/CD pipelines.")
    .version(version, "-V, --version", "print the version")
    .helpOption("-h, --help", "show help")
    .helpCommand("help [command]", "show help for a command")
    .addHelpText("after", examples)
    // Said in our own words by whoever catches it.
    .configureOutput({ outputError: () => {} })
    .configureHelp({ optionDescription: describeOption })
    .exitOverride();
  const asked = options.argv.find((word) => !word.startsWith("-"));
  const load = asked === undefined ? undefined : commands[asked];
  const loaded = await Promise.all(load === undefined ? Object.values(commands).map((each) => each()) : [load()]);
  const whole = async (): Promise<Command> => await createProgram({ ...options, argv: [] });
  for (const { register } of loaded) register(program, { ...options, whole });
  return program;
}

/** Commander's own words, without the defaults that say nothing: an empty list, an empty record. */
function describeOption({ description, argChoices, defaultValue, defaultValueDescription }: Option): string {
  const notes: string[] = [];
  if (argChoices !== undefined) notes.push(argChoices.join(", "));
  const fallback = defaultValueDescription ?? defaultValue;
  if (typeof fallback === "string" || typeof fallback === "number") notes.push(`default: ${fallback}`);
  return notes.length === 0 ? description : `${description} (${notes.join("; ")})`;
}

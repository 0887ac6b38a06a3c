import type { Command } from "commander";
import { collectWord } from "../input/collect.ts";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { serverOption } from "../remote/server-option.ts";

export interface ResumeFlags extends ServerFlags {
  readonly secret: readonly string[];
  readonly secretFile?: string;
  readonly approve: readonly string[];
  readonly resumeDeployments?: boolean;
  readonly durable?: boolean;
  readonly json?: boolean;
  readonly data?: string;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("resume [execution]")
    .summary("finish an execution whose process died")
    .description(
      "Finish an execution whose process died. Finished stages stay finished; what was running runs again as a new attempt. " +
        "A server does so by itself, but for deployments that were interrupted: those go on with --resume-deployments.",
    )
    .option(
      "--secret <name>",
      "give a secret again: its value is taken from the environment, or asked for",
      collectWord,
      [],
    )
    .option("--secret-file <file>", "give the secrets of a file with NAME=VALUE lines")
    .option(
      "--approve <stage>",
      "approve what the stage waits for, as yourself or with stage=person; in a terminal it is asked for otherwise",
      collectWord,
      [],
    )
    .option("--resume-deployments", "run again also the stages with an environment that were interrupted")
    .option("--durable", "survive a power cut too, not only the end of this process")
    .option("--json", "print one event a line, as JSON")
    .option("--data <directory>", "where executions are kept (default: .headrace)")
    .addOption(serverOption())
    .option("-q, --quiet", "only the summary")
    .option("-v, --verbose", "every line of every step, also in a terminal")
    .addHelpText("after", "\nExamples:\n  headrace resume\n  headrace resume latest --resume-deployments")
    .action(async (reference: string | undefined, flags: ResumeFlags) => {
      const { resumeCommand } = await import("./resume/resume-command.ts");
      options.exitWith(await resumeCommand(options.context, reference, flags));
    });
}

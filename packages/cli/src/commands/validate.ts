import { type Command, Option } from "commander";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { serverOption } from "../remote/server-option.ts";

export const diagnosticFormats = ["text", "json", "sarif", "github"] as const;
export type DiagnosticFormat = (typeof diagnosticFormats)[number];

export interface ValidateFlags extends ServerFlags {
  readonly format: DiagnosticFormat;
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("validate [files...]")
    .summary("check pipeline files")
    .description(
      "Check pipeline files, and stage types in headrace/stage-types: every problem, its place and its mend. Exits with 2 when one has an error.",
    )
    .addOption(new Option("--format <format>", "how problems are printed").choices(diagnosticFormats).default("text"))
    .addOption(serverOption())
    .addHelpText(
      "after",
      "\nExamples:\n  headrace validate\n  headrace validate ci/*.yml --format sarif > problems.sarif",
    )
    .action(async (files: readonly string[], flags: ValidateFlags) => {
      const { validateFiles } = await import("./validate/validate-files.ts");
      options.exitWith(await validateFiles(options.context, files, flags));
    });
}

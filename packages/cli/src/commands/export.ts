import { type Command, Option } from "commander";
import type { ProgramOptions } from "../program.ts";

export interface ExportFlags {
  readonly to: "bitbucket" | "json" | "legacy-stages";
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("export [file]")
    .summary("write a pipeline in another format")
    .description(
      "Write a pipeline in another format: as bitbucket-pipelines.yml, as JSON of the Headrace language, or in the legacy stages format. What the format cannot say, or not so, is told beside it.",
    )
    .addOption(
      new Option("--to <format>", "which").choices(["bitbucket", "json", "legacy-stages"]).makeOptionMandatory(),
    )
    .addHelpText("after", "\nExamples:\n  headrace export --to bitbucket > bitbucket-pipelines.yml")
    .action(async (file: string | undefined, flags: ExportFlags) => {
      const { printExport } = await import("./export/print-export.ts");
      options.exitWith(await printExport(options.context, file, flags));
    });
}

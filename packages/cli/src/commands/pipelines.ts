import type { Command } from "commander";
import { collectAssignment } from "../input/collect.ts";
import type { ProgramOptions } from "../program.ts";
import type { ServerFlags } from "../remote/find-server.ts";
import { requiredServerOption } from "../remote/server-option.ts";
import { registerLeftovers, registerRemoval } from "./leftovers/register.ts";

export interface PipelineFlags extends ServerFlags {
  readonly json?: boolean;
}

export interface PipelinesListFlags extends PipelineFlags {
  readonly repository?: string;
  readonly search?: string;
  readonly onHosts?: boolean;
}

export interface PipelinesAddFlags extends PipelineFlags {
  readonly repository: string;
  readonly name?: string;
  readonly path?: string;
  readonly description?: string;
  readonly activate?: boolean;
}

export interface PipelinesUpdateFlags extends PipelineFlags {
  readonly message?: string;
}

export interface PipelinesRegenerateFlags extends PipelineFlags {
  readonly parameter: Readonly<Record<string, string>>;
  readonly kept?: boolean;
  readonly overwrite?: boolean;
  readonly yes?: boolean;
}

export function register(program: Command, options: ProgramOptions): void {
  const { context } = options;
  const pipelines = program
    .command("pipelines")
    .summary("list, add, change and archive pipelines of a server")
    .description(
      "List, add, change and archive pipelines of a server. A pipeline is named by its name, by repository/name, or by its id.",
    )
    .addHelpText("after", "\nExample:\n  headrace pipelines add --repository shop --activate");
  pipelines
    .command("list")
    .description("List the pipelines that you may see, the newest first.")
    .option("--repository <name>", "only of this repository")
    .option("--search <text>", "only those whose name contains this")
    .option("--on-hosts", "those that run on hosts of code, such as GitHub, what ran last first")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace pipelines list --repository shop\n  headrace pipelines list --on-hosts",
    )
    .action(async (flags: PipelinesListFlags) => {
      if (flags.onHosts === true) {
        const { listHostPipelines } = await import("./pipelines/list-on-hosts.ts");
        await listHostPipelines(context, flags);
        return;
      }
      const { listPipelines } = await import("./pipelines/list.ts");
      await listPipelines(context, flags);
    });
  pipelines
    .command("show <pipeline>")
    .description("Show one pipeline: where its definition is, whether its triggers start it, and its last executions.")
    .addOption(requiredServerOption())
    .option("--json", "print JSON, with the definition's text")
    .addHelpText("after", "\nExample:\n  headrace pipelines show web-app")
    .action(async (named: string, flags: PipelineFlags) => {
      const { showPipeline } = await import("./pipelines/show.ts");
      await showPipeline(context, named, flags);
    });
  pipelines
    .command("add [file]")
    .description(
      "Add a pipeline: a definition here is stored on the server; without one, the definition is the repository's own file. " +
        "Its triggers start it once it is active.",
    )
    .requiredOption("--repository <name>", "the repository that it belongs to")
    .option("--name <name>", "what to call it (default: the name in the definition, or that of the repository)")
    .option("--path <path>", "without a file here: where the definition is in the repository (default: headrace.yml)")
    .option("--description <text>", "what it does")
    .option("--activate", "let its triggers start it")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText(
      "after",
      "\nExamples:\n  headrace pipelines add --repository shop --activate\n  headrace pipelines add nightly.yml --repository shop",
    )
    .action(async (file: string | undefined, flags: PipelinesAddFlags) => {
      const { addPipeline } = await import("./pipelines/add.ts");
      options.exitWith(await addPipeline(context, file, flags));
    });
  pipelines
    .command("update <pipeline> <file>")
    .description("Save a new version of a pipeline that is stored on the server.")
    .option("--message <text>", "what changed")
    .addOption(requiredServerOption())
    .option("--json", "print JSON")
    .addHelpText("after", "\nExample:\n  headrace pipelines update nightly nightly.yml --message 'Test on Node 24 too'")
    .action(async (named: string, file: string, flags: PipelinesUpdateFlags) => {
      const { updatePipeline } = await import("./pipelines/update.ts");
      options.exitWith(await updatePipeline(context, { named, file }, flags));
    });
  pipelines
    .command("regenerate <pipeline>")
    .description("Make a pipeline of its template again; without --yes only say what would change.")
    .option("--parameter <name=value>", "another value than the last time; several times", collectAssignment, {})
    .option("--kept", "of the template as it was then, not as it is now")
    .option("--overwrite", "also what people saved since; it stays among the versions")
    .option("--yes", "save it")
    .addOption(requiredServerOption())
    .option("--json", "print JSON, with both texts")
    .addHelpText("after", "\nExample:\n  headrace pipelines regenerate web-app --parameter node-version=24 --yes")
    .action(async (named: string, flags: PipelinesRegenerateFlags) => {
      const { regeneratePipeline } = await import("./pipelines/regenerate.ts");
      options.exitWith(await regeneratePipeline(context, named, flags));
    });
  for (const [word, what] of [
    ["activate", "Let a pipeline's triggers start it."],
    ["deactivate", "Let a pipeline's triggers start it no more; people still can."],
  ] as const) {
    pipelines
      .command(`${word} <pipeline>`)
      .description(what)
      .addOption(requiredServerOption())
      .addHelpText("after", `\nExample:\n  headrace pipelines ${word} web-app`)
      .action(async (named: string, flags: ServerFlags) => {
        const { switchPipeline } = await import("./pipelines/switch.ts");
        await switchPipeline(context, { named, word }, flags);
      });
  }
  registerRemoval(pipelines, options, {
    kind: "pipeline",
    word: "archive",
    description: "Put a pipeline away: it is no longer listed or started. Its executions stay.",
  });
  registerRemoval(pipelines, options, {
    kind: "pipeline",
    word: "purge",
    description: "Remove an archived pipeline, named by its id, with all its versions and schedules, for good.",
  });
  registerLeftovers(pipelines, options, "pipeline");
}

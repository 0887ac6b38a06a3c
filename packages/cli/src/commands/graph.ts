import { type Command, Option } from "commander";
import type { ProgramOptions } from "../program.ts";

export interface GraphFlags {
  readonly format: "mermaid" | "dot" | "text" | "json";
}

export function register(program: Command, options: ProgramOptions): void {
  program
    .command("graph [file]")
    .summary("draw a pipeline's graph")
    .description("Draw a pipeline's graph.")
    .addOption(new Option("--format <format>", "how").choices(["mermaid", "dot", "text", "json"]).default("text"))
    .addHelpText("after", "\nExamples:\n  headrace graph\n  headrace graph ci.yml --format mermaid > graph.mmd")
    .action(async (file: string | undefined, flags: GraphFlags) => {
      const { printGraph } = await import("./graph/print.ts");
      options.exitWith(await printGraph(options.context, file, flags));
    });
}

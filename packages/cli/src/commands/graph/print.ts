import { toDot, toGraphJson, toMermaid, toTerminalGraph } from "@headrace/pipeline/format";
import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { readPipeline } from "../../input/read-pipeline.ts";
import type { GraphFlags } from "../graph.ts";

export async function printGraph(
  context: CommandContext,
  file: string | undefined,
  flags: GraphFlags,
): Promise<number> {
  const pipeline = await readPipeline(context, file);
  if (pipeline === null) return exitCodes.usage;
  context.stdout.write(`${draw().trimEnd()}\n`);
  return exitCodes.success;

  function draw(): string {
    if (pipeline === null) return "";
    switch (flags.format) {
      case "mermaid":
        return toMermaid(pipeline);
      case "dot":
        return toDot(pipeline);
      case "json":
        return JSON.stringify(toGraphJson(pipeline), null, 2);
      case "text":
        return toTerminalGraph(pipeline, { width: context.stdout.columns ?? 100, color: context.color });
    }
  }
}

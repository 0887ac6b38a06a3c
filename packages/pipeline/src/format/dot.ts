import type { Pipeline } from "../model/index.ts";
import { plainText } from "./plain-text.ts";
import { stageLabel } from "./stage-label.ts";

/** A Graphviz digraph from left to right; groups are clusters, stages with a condition are dashed. */
export function toDot(pipeline: Pipeline): string {
  const numbers = new Map(pipeline.stages.map((stage, index) => [stage.id, index]));
  const groups = [...new Set(pipeline.stages.flatMap((stage) => stage.group ?? []))];
  const nodesOf = (group: string | undefined, indent: string) =>
    pipeline.stages
      .filter((stage) => stage.group === group)
      .map((stage) => {
        const style = stage.when === undefined ? "rounded" : "rounded,dashed";
        return `${indent}s${numbers.get(stage.id)} [label=${quote(stageLabel(stage))}, style=${quote(style)}];`;
      });
  const clusters = groups.flatMap((group, index) => [
    `  subgraph cluster_${index} {`,
    `    label=${quote(plainText(group))};`,
    ...nodesOf(group, "    "),
    "  }",
  ]);
  const edges = pipeline.stages.flatMap((stage, index) =>
    stage.needs.flatMap((need) => {
      const from = numbers.get(need.stage);
      return from === undefined ? [] : [`  s${from} -> s${index};`];
    }),
  );
  const head = [`digraph ${quote(plainText(pipeline.name))} {`, "  rankdir=LR;", "  node [shape=box];"];
  return `${[...head, ...nodesOf(undefined, "  "), ...clusters, ...edges, "}"].join("\n")}\n`;
}

/** In a quoted text only `"` ends it, and a backslash begins an escape such as `\N`, the node's name. */
function quote(text: string): string {
  return `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

import type { Pipeline, Stage } from "../model/index.ts";
import { plainText } from "./plain-text.ts";
import { stageLabel } from "./stage-label.ts";

/**
 * A Mermaid flowchart from left to right: a node for each stage with its matrix count, groups as subgraphs,
 * stages with a condition with a dashed border. Names are only ever quoted labels; nodes are called by number.
 */
export function toMermaid(pipeline: Pipeline): string {
  const numbers = new Map(pipeline.stages.map((stage, index) => [stage.id, index]));
  const lines = ["flowchart LR"];
  for (const [number, [group, stages]] of [...groupsOf(pipeline.stages)].entries()) {
    const nodes = stages.map((stage) => `s${numbers.get(stage.id)}["${escapeLabel(stageLabel(stage))}"]`);
    if (group === undefined) lines.push(...nodes.map((node) => `  ${node}`));
    else {
      lines.push(`  subgraph g${number}["${escapeLabel(plainText(group))}"]`);
      lines.push(...nodes.map((node) => `    ${node}`), "  end");
    }
  }
  for (const [index, stage] of pipeline.stages.entries()) {
    for (const need of stage.needs) {
      const from = numbers.get(need.stage);
      if (from !== undefined) lines.push(`  s${from} --> s${index}`);
    }
  }
  const conditional = pipeline.stages.flatMap((stage, index) => (stage.when === undefined ? [] : [`s${index}`]));
  if (conditional.length > 0) {
    lines.push("  classDef conditional stroke-dasharray: 4 3", `  class ${conditional.join(",")} conditional`);
  }
  return `${lines.join("\n")}\n`;
}

function groupsOf(stages: readonly Stage[]): ReadonlyMap<string | undefined, readonly Stage[]> {
  const groups = new Map<string | undefined, Stage[]>([[undefined, []]]);
  for (const stage of stages) {
    const members = groups.get(stage.group) ?? [];
    members.push(stage);
    groups.set(stage.group, members);
  }
  return groups;
}

/**
 * Mermaid has no escape inside quotes but `#code;`. Everything that is not plainly a letter, a digit or harmless
 * punctuation is written so: quotes, brackets, backticks (Markdown), `<` (HTML), `#`, `%` (directives), `;`.
 */
function escapeLabel(text: string): string {
  return text.replace(/[^\p{L}\p{M}\p{N} _.,:/+×?()-]/gu, (character) => `#${character.codePointAt(0)};`);
}

import { expandMatrix } from "../matrix/expand.ts";
import type { Stage } from "../model/index.ts";
import { plainText } from "./plain-text.ts";

/** How many instances a stage has: null when its matrix is only known once the execution runs. */
export function instanceCount(stage: Stage): number | null {
  if (!stage.matrix) return 1;
  // An element that is an expression is one value, but a whole axis that is one has a length nobody knows yet.
  const { axes, include, exclude } = stage.matrix;
  const lists = typeof axes === "string" ? [axes] : Object.values(axes);
  if ([...lists, include].some((list) => typeof list === "string") || hasTemplate(exclude)) return null;
  const expanded = expandMatrix(stage.id, stage.matrix, { evaluate: (template) => template });
  return expanded.ok ? expanded.instances.length : null;
}

/** `Test`, `Test ×4`, `Test ×?`; one line, whatever the author wrote. */
export function stageLabel(stage: Stage): string {
  const name = plainText(stage.name) || plainText(stage.id);
  const count = instanceCount(stage);
  return count === 1 ? name : `${name} ×${count ?? "?"}`;
}

function hasTemplate(value: unknown): boolean {
  return JSON.stringify(value)?.includes("${{") ?? false;
}

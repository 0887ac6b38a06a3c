import type { Matrix, Scope, Stage } from "@headrace/pipeline";
import {
  callsOf,
  evaluateValue,
  expandMatrix,
  HeadraceError,
  parseExpression,
  referencesOf,
  splitTemplate,
} from "@headrace/pipeline";
import type { PlannedInstance } from "../plan-types.ts";

/**
 * The instances of a stage as far as planning can know them; null for a matrix that reads `needs` or files.
 * Throws `invalid-definition` when the matrix is empty, too large or cannot be evaluated.
 */
export function planInstances(stage: Stage, scope: Scope): readonly PlannedInstance[] | null {
  if (stage.matrix === undefined) return [{ instance: stage.id }];
  if (readsLater(stage.matrix)) return null;
  const expanded = expandMatrix(stage.id, stage.matrix, { evaluate: (template) => evaluateValue(template, scope) });
  if (expanded.ok) return expanded.instances;
  const problems = expanded.problems.map((problem) => problem.message).join("; ");
  throw new HeadraceError("invalid-definition", `the matrix of stage "${stage.id}" cannot be expanded: ${problems}`, {
    mend: "correct the axes, `include` and `exclude` of the matrix",
  });
}

function readsLater({ axes, exclude, include }: Matrix): boolean {
  return textsIn([axes, exclude, include]).some((text) =>
    splitTemplate(text).some((part) => {
      if (part.kind !== "expression") return false;
      const parsed = parseExpression(part.source);
      if (!parsed.ok) return false;
      const { expression } = parsed;
      return (
        referencesOf(expression).some((reference) => reference.context === "needs") ||
        callsOf(expression).some((call) => call.kind === "files")
      );
    }),
  );
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsIn);
}

import { truthy } from "@actions/expressions/result";
import { readExpression } from "./evaluate.ts";
import { createEvaluator } from "./evaluator.ts";
import { hasStatusFunction } from "./references.ts";
import type { Scope } from "./scope.ts";
import { splitTemplate } from "./template.ts";

export interface Condition {
  readonly value: boolean;
  /** Whether the author wrote a status function; without one `success()` was asked first. */
  readonly statusFunction: boolean;
}

/**
 * Whether something runs. Without a condition, and before one that calls no status function, something is
 * `understood`: `success()` unless said. `${{ }}` around the condition may be left out.
 * @throws ExpressionProblem
 */
export function evaluateCondition(
  when: string | undefined,
  scope: Scope,
  understood: () => boolean = scope.functions.success,
): Condition {
  if (when === undefined) return { value: understood(), statusFunction: false };
  const expression = readExpression(conditionSource(when));
  const statusFunction = hasStatusFunction(expression);
  if (!statusFunction && !understood()) return { value: false, statusFunction };
  return { value: truthy(createEvaluator(expression, scope).evaluate(expression.tree)), statusFunction };
}

/** The expression of a condition that may be written with or without `${{ }}`. */
export function conditionSource(when: string): string {
  const [first, ...others] = splitTemplate(when.trim());
  return first?.kind === "expression" && others.length === 0 ? first.source : when;
}

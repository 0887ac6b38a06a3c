import type { Expr } from "@actions/expressions/ast";
import { truthy } from "@actions/expressions/result";
import { HeadraceError } from "../errors.ts";
import { conditionSource } from "./condition.ts";
import { readExpression } from "./evaluate.ts";
import { createEvaluator } from "./evaluator.ts";
import { hasStatusFunction, type Reference, referencesWithin } from "./references.ts";
import type { Scope } from "./scope.ts";
import { nodeOf, operandsOf } from "./walk.ts";

/** What is not known yet when a condition is asked before its time. */
export interface NotYetKnown {
  readonly isOpen: (reference: Reference) => boolean;
  /** What the answer of `success()` waits for where it would be true, in words for people; empty where it is known. */
  readonly success: readonly string[];
}

/**
 * What could still turn a condition either way, in words for people; empty where it is decided without that:
 * `git.branch == 'main' && needs.plan.outputs.go` is, on another branch. The values that stand in the scope for what
 * is not known yet decide nothing. A condition that cannot be evaluated waits for nothing.
 */
export function undecidedReadings(when: string, scope: Scope, unknown: NotYetKnown): readonly string[] {
  const success = scope.functions.success() ? unknown.success : [];
  try {
    const expression = readExpression(conditionSource(when));
    const isUnderstood = !hasStatusFunction(expression);
    if (isUnderstood && !scope.functions.success()) return [];
    const { evaluate } = createEvaluator(expression, scope);
    const readingsOf = (part: Expr): readonly string[] => [
      ...(asksSuccess(part) ? success : []),
      ...referencesWithin(part, expression).flatMap((each) => (unknown.isOpen(each) ? [each.text] : [])),
    ];
    const foreseen = foresee(expression.tree, (part) => {
      const readings = readingsOf(part);
      return readings.length > 0 ? readings : truthy(evaluate(part));
    });
    if (foreseen === false) return [];
    return [...new Set([...(isUnderstood ? success : []), ...(foreseen === true ? [] : foreseen)])];
  } catch (error) {
    if (error instanceof HeadraceError) return [];
    throw error;
  }
}

/** A truth that is known, or what it waits for. */
type Foreseen = boolean | readonly string[];

/** Of `a && b` one that is false decides, whatever the other will be; of `a || b` one that is true. */
function foresee(part: Expr, foreseeLeaf: (part: Expr) => Foreseen): Foreseen {
  const node = nodeOf(part);
  if (node.kind === "not") {
    const operand = foresee(node.operand, foreseeLeaf);
    return typeof operand === "boolean" ? !operand : operand;
  }
  if (node.kind !== "and" && node.kind !== "or") return foreseeLeaf(part);
  const decisive = node.kind === "or";
  const open: string[] = [];
  for (const operand of node.operands) {
    const foreseen = foresee(operand, foreseeLeaf);
    if (foreseen === decisive) return decisive;
    if (typeof foreseen !== "boolean") open.push(...foreseen);
  }
  return open.length > 0 ? open : !decisive;
}

function asksSuccess(part: Expr): boolean {
  const node = nodeOf(part);
  return (node.kind === "call" && node.name.lexeme.toLowerCase() === "success") || operandsOf(node).some(asksSuccess);
}

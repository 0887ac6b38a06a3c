import type { Expr } from "@actions/expressions/ast";
import type { ExpressionData } from "@actions/expressions/data/expressiondata";
import { truthy } from "@actions/expressions/result";
import { HeadraceError } from "../errors.ts";
import { conditionSource } from "./condition.ts";
import { fromData } from "./data.ts";
import { readExpression } from "./evaluate.ts";
import { createEvaluator } from "./evaluator.ts";
import { knownFunction } from "./functions.ts";
import type { Expression } from "./parse.ts";
import { printExpression } from "./print.ts";
import { hasStatusFunction, type Reference, referenceAt } from "./references.ts";
import type { Scope } from "./scope.ts";
import { nodeOf, operandsOf } from "./walk.ts";

const longestValue = 60;

/**
 * Why a condition is true or false, in words and with the values read:
 * `git.branch == 'main' is false: git.branch is 'feature/x'`. Of `a && b` only what decided is told.
 * Values of `secrets` are never told. A condition that cannot be evaluated gives its fault.
 */
export function explainCondition(when: string | undefined, scope: Scope): string {
  try {
    if (when === undefined) return statusText("success", scope.functions.success());
    const expression = readExpression(conditionSource(when));
    if (!hasStatusFunction(expression) && !scope.functions.success()) return statusText("success", false);
    return explain(expression.tree, { expression, evaluate: createEvaluator(expression, scope).evaluate });
  } catch (error) {
    if (error instanceof HeadraceError) return error.message;
    throw error;
  }
}

interface Inquiry {
  readonly expression: Expression;
  readonly evaluate: (part: Expr) => ExpressionData;
}

function explain(part: Expr, inquiry: Inquiry): string {
  const node = nodeOf(part);
  const value = truthy(inquiry.evaluate(part));
  if (node.kind === "and" || node.kind === "or") {
    // One false operand decides `&&`, one true operand decides `||`; else all of them do.
    const decisive = node.operands.find((operand) => truthy(inquiry.evaluate(operand)) === (node.kind === "or"));
    return (decisive ? [decisive] : node.operands).map((operand) => explain(operand, inquiry)).join(" and ");
  }
  if (node.kind === "call" && knownFunction(node.name.lexeme)?.kind === "status") {
    return statusText(node.name.lexeme.toLowerCase(), value);
  }
  const readings = [...new Set(readingsOf(part, inquiry))];
  if (node.kind === "context" || node.kind === "index") return readings.join(", ");
  const claim = `${printExpression(part)} is ${value}`;
  return readings.length === 0 ? claim : `${claim}: ${readings.join(", ")}`;
}

function readingsOf(part: Expr, inquiry: Inquiry): readonly string[] {
  const reference = referenceAt(part, inquiry.expression);
  if (!reference) return operandsOf(nodeOf(part)).flatMap((operand) => readingsOf(operand, inquiry));
  const value = fromData(inquiry.evaluate(part));
  const own =
    reference.context === "secrets" ? secretReading(reference, value) : `${reference.text} is ${valueText(value)}`;
  const node = nodeOf(part);
  return node.kind === "index" ? [own, ...indexReadings(node.index, inquiry)] : [own];
}

/** What decided the key of `x[key]`. */
function indexReadings(index: Expr, inquiry: Inquiry): readonly string[] {
  return nodeOf(index).kind === "star" ? [] : readingsOf(index, inquiry);
}

function secretReading(reference: Reference, value: unknown): string {
  const given = value !== null && value !== "";
  return reference.path.length === 0
    ? "secrets are not shown"
    : `${reference.text} is ${given ? "given" : "not given"}`;
}

function valueText(value: unknown): string {
  if (value === null) return "not set";
  if (value === "") return "empty";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : `a list of ${value.length}`;
  if (typeof value === "object") return "an object";
  if (typeof value !== "string") return String(value);
  const short = value.length > longestValue ? `${value.slice(0, longestValue)}…` : value;
  // Line breaks and escape sequences of a value must not reach a terminal.
  return `'${short.replace(/[\p{Cc}\p{Cf}]/gu, " ")}'`;
}

function statusText(name: string, value: boolean): string {
  switch (name) {
    case "success":
      return value
        ? "success() is true: everything before it succeeded"
        : "success() is false: something before it did not succeed";
    case "failure":
      return value ? "failure() is true: something before it failed" : "failure() is false: nothing before it failed";
    case "cancelled":
      return value
        ? "cancelled() is true: the execution was cancelled"
        : "cancelled() is false: the execution was not cancelled";
    default:
      return `${name}() is ${value}`;
  }
}

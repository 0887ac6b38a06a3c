import { createDataConverter, fromData } from "./data.ts";
import { createEvaluator } from "./evaluator.ts";
import { type Expression, parseExpression } from "./parse.ts";
import { ExpressionProblem } from "./problem.ts";
import type { Scope } from "./scope.ts";
import { splitTemplate, type TemplatePart } from "./template.ts";

/**
 * The JSON value of an expression (without `${{ }}`), by GitHub's rules: names and texts are compared in any
 * case, a key that is not there is null.
 * @throws ExpressionProblem when it cannot be read or evaluated.
 */
export function evaluateExpression(source: string, scope: Scope): unknown {
  const expression = readExpression(source);
  return fromData(createEvaluator(expression, scope).evaluate(expression.tree));
}

/**
 * The text of a template: each `${{ … }}` replaced by its value as text, by GitHub's rules (null is empty,
 * a list is `Array`, an object is `Object`; use `toJSON` for their content).
 * @throws ExpressionProblem
 */
export function evaluateTemplate(template: string, scope: Scope): string {
  return splitTemplate(template)
    .map((part) => (part.kind === "literal" ? part.text : textOf(evaluatePart(part, template, scope))))
    .join("");
}

/**
 * As `evaluateTemplate`, but a template that is exactly one expression keeps its type.
 * @throws ExpressionProblem
 */
export function evaluateValue(template: string, scope: Scope): unknown {
  const [first, ...others] = splitTemplate(template.trim());
  if (first?.kind === "expression" && others.length === 0) return evaluatePart(first, template, scope);
  return evaluateTemplate(template, scope);
}

/** @throws ExpressionProblem when the text is not an expression. */
export function readExpression(source: string): Expression {
  const parsed = parseExpression(source);
  if (parsed.ok) return parsed.expression;
  throw new ExpressionProblem(source, parsed.offset, `The expression cannot be read: ${parsed.message}.`);
}

/** A value as GitHub writes it into a text. */
export function textOf(value: unknown): string {
  return createDataConverter().toData(value).coerceString();
}

function evaluatePart(part: Exclude<TemplatePart, { kind: "literal" }>, template: string, scope: Scope): unknown {
  if (part.kind === "unclosed") throw new ExpressionProblem(template, part.offset, "`${{` is never closed by `}}`.");
  return evaluateExpression(part.source, scope);
}

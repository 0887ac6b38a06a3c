import {
  callsOf,
  conditionSource,
  type Expression,
  nodeOf,
  parseExpression,
  referenceAt,
  textOf,
} from "@headrace/pipeline";
import { escapeDoubleQuoted } from "./shell.ts";
import { type Place, referenceValue, type Value } from "./values.ts";

/** What a condition comes to: before the run, by the files that changed, or in a step's shell. */
export type Condition =
  | { readonly kind: "known"; readonly value: boolean }
  | {
      readonly kind: "asked";
      /** A command that succeeds where the condition holds. */
      readonly test?: string;
      /** One of the changed files is like one of these. */
      readonly changed?: readonly string[];
    }
  | { readonly kind: "unknown" };

type Part = Expression["tree"];

interface Reading {
  readonly expression: Expression;
  readonly place: Place;
}

/** What a test in a shell comes to. */
type Test = { readonly kind: "known"; readonly value: boolean } | { readonly kind: "test"; readonly command: string };

/**
 * A condition as Bitbucket can ask it. A step runs there only where everything before it has succeeded, so that
 * `success()` and `always()` hold, and `failure()` and `cancelled()` never do; but for what comes after the work.
 */
export function conditionOf(when: string, place: Place): Condition {
  const parsed = parseExpression(conditionSource(when));
  if (!parsed.ok) return { kind: "unknown" };
  const reading = { expression: parsed.expression, place };
  const parts = conjuncts(parsed.expression.tree);
  const changes = parts.flatMap((part) => [changedPatterns(part) ?? []].filter((patterns) => patterns.length > 0));
  const test = joined(
    parts.filter((part) => changedPatterns(part) === undefined),
    "&&",
    reading,
  );
  const [changed] = changes;
  if (test === undefined || changes.length > 1) return { kind: "unknown" };
  if (test.kind === "known" && (changed === undefined || !test.value)) return test;
  return {
    kind: "asked",
    ...(test.kind === "test" ? { test: test.command } : {}),
    ...(changed === undefined ? {} : { changed }),
  };
}

/** The status functions that a condition calls. */
export function statusesIn(when: string | undefined): readonly string[] {
  const parsed = when === undefined ? undefined : parseExpression(conditionSource(when));
  if (parsed?.ok !== true) return [];
  return callsOf(parsed.expression).flatMap(({ kind, name }) => (kind === "status" ? [name.toLowerCase()] : []));
}

/** Whether it may hold after something failed, where Bitbucket does not go on. */
export function mayHoldAfterFailure(when: string | undefined): boolean {
  return statusesIn(when).some((name) => name !== "success");
}

function conjuncts(part: Part): readonly Part[] {
  const node = nodeOf(part);
  return node.kind === "and" ? node.operands.flatMap(conjuncts) : [part];
}

function changedPatterns(part: Part): readonly string[] | undefined {
  const node = nodeOf(part);
  if (node.kind !== "call" || node.name.lexeme.toLowerCase() !== "changed") return undefined;
  const patterns = node.operands.map((operand) => {
    const inner = nodeOf(operand);
    return inner.kind === "literal" ? inner.literal.literal.coerceString() : undefined;
  });
  return patterns.every((pattern) => pattern !== undefined) ? patterns : undefined;
}

/** Undefined for what a shell cannot ask. */
function testOf(part: Part, reading: Reading): Test | undefined {
  const node = nodeOf(part);
  switch (node.kind) {
    case "not": {
      const inner = testOf(node.operand, reading);
      if (inner?.kind !== "known") return inner && { kind: "test", command: `! ${inner.command}` };
      return { kind: "known", value: !inner.value };
    }
    case "and":
      return joined(node.operands, "&&", reading);
    case "or":
      return joined(node.operands, "||", reading);
    case "comparison":
      return comparisonTest(node.operator, [node.left, node.right], reading);
    case "call":
      return callTest(node.name.lexeme.toLowerCase(), node.operands, reading);
    case "literal":
      return { kind: "known", value: !["false", "0", "null", "''"].includes(node.literal.token.lexeme) };
    default: {
      const value = operandValue(part, reading);
      if (value.kind === "known") return { kind: "known", value: Boolean(value.value) };
      if (value.kind === "unknown") return undefined;
      const command = isYesOrNo(part, reading) ? `[ "${value.text}" = true ]` : `[ -n "${value.text}" ]`;
      return { kind: "test", command };
    }
  }
}

/** Tests joined, less those that are known; what settles the whole settles it. */
function joined(parts: readonly Part[], operator: "&&" | "||", reading: Reading): Test | undefined {
  const settling = operator === "||";
  const tests = parts.map((part) => testOf(part, reading));
  if (tests.some((test) => test?.kind === "known" && test.value === settling))
    return { kind: "known", value: settling };
  if (tests.some((test) => test === undefined)) return undefined;
  const commands = tests.flatMap((test) => (test?.kind === "test" ? [test.command] : []));
  const [first] = commands;
  if (first === undefined) return { kind: "known", value: !settling };
  return { kind: "test", command: commands.length === 1 ? first : `{ ${commands.join(` ${operator} `)}; }` };
}

function comparisonTest(operator: string, parts: readonly Part[], reading: Reading): Test | undefined {
  const [left, right] = parts.map((part) => operandValue(part, reading));
  const sign = operator === "==" ? "=" : operator;
  if (left === undefined || right === undefined || (sign !== "=" && sign !== "!=")) return undefined;
  if (left.kind === "unknown" || right.kind === "unknown") return undefined;
  if (left.kind === "known" && right.kind === "known") {
    const isSame = textOf(left.value).toLowerCase() === textOf(right.value).toLowerCase();
    return { kind: "known", value: isSame === (sign === "=") };
  }
  return { kind: "test", command: `[ ${quoted(left)} ${sign} ${quoted(right)} ]` };
}

function callTest(name: string, parts: readonly Part[], reading: Reading): Test | undefined {
  if (name === "always") return { kind: "known", value: true };
  if (name === "cancelled") return reading.place.isAfter ? undefined : { kind: "known", value: false };
  if (name === "success" || name === "failure") {
    const isSuccess = name === "success";
    if (!reading.place.isAfter) return { kind: "known", value: isSuccess };
    return { kind: "test", command: `[ "$BITBUCKET_EXIT_CODE" ${isSuccess ? "=" : "!="} 0 ]` };
  }
  const [text, wanted] = parts.map((part) => operandValue(part, reading));
  if (text?.kind !== "shell" || wanted?.kind !== "known") return undefined;
  const patterns = new Map([
    ["startswith", `${quoted(wanted)}*`],
    ["endswith", `*${quoted(wanted)}`],
    ["contains", `*${quoted(wanted)}*`],
  ]);
  const pattern = patterns.get(name);
  if (pattern === undefined) return undefined;
  return { kind: "test", command: `case "${text.text}" in ${pattern}) true ;; *) false ;; esac` };
}

function operandValue(part: Part, { expression, place }: Reading): Value {
  const node = nodeOf(part);
  if (node.kind === "literal") return { kind: "known", value: node.literal.literal.coerceString() };
  const reference = referenceAt(part, expression);
  return reference === null ? { kind: "unknown" } : referenceValue(reference, place);
}

/** A parameter that is true or false, which a variable holds as text. */
function isYesOrNo(part: Part, { expression, place }: Reading): boolean {
  const reference = referenceAt(part, expression);
  if (reference?.context !== "params") return false;
  return place.pipeline.parameters.some(({ name, type }) => name === reference.path[0] && type === "boolean");
}

function quoted(value: Exclude<Value, { kind: "unknown" }>): string {
  return `"${value.kind === "shell" ? value.text : escapeDoubleQuoted(textOf(value.value))}"`;
}

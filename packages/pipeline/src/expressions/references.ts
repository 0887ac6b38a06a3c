import type { Expr } from "@actions/expressions/ast";
import { knownFunction } from "./functions.ts";
import type { Expression } from "./parse.ts";
import { type ExpressionNode, nodeOf, operandsOf } from "./walk.ts";

/** One step of a reference: a fixed key, every element (`.*`), or a key that is known only when evaluated (`[x]`). */
export type ReferenceStep = string | { readonly kind: "every" | "computed" };

/** A value an expression reads, such as `needs.build.outputs.version`. */
export interface Reference {
  /** The context's name in lower case: names are the same in any case. */
  readonly context: string;
  /** What is read of the context; empty for the whole of it. Keys as written, numbers as text. */
  readonly path: readonly ReferenceStep[];
  /** For people: `needs.build.outputs.version`, `matrix[…]`, `needs.*.result`. */
  readonly text: string;
  /** Where it begins in the expression. */
  readonly offset: number;
}

/** A call of a function by any name, known or not. */
export interface Call {
  /** As written. */
  readonly name: string;
  readonly kind: "general" | "status" | "files" | "unknown";
  readonly offset: number;
}

/** What was found of an expression. The same one stands in many stages, and is parsed once. */
const knownReferences = new WeakMap<Expression, readonly Reference[]>();

/** Every value the expression may read, in the order of the text. */
export function referencesOf(expression: Expression): readonly Reference[] {
  const known = knownReferences.get(expression);
  if (known !== undefined) return known;
  const references = referencesWithin(expression.tree, expression);
  knownReferences.set(expression, references);
  return references;
}

/** Every value that a part of an expression may read, in the order of the text. */
export function referencesWithin(whole: Expr, expression: Expression): readonly Reference[] {
  const found: Reference[] = [];
  const visit = (part: Expr): void => {
    const node = nodeOf(part);
    if (node.kind !== "context" && node.kind !== "index") {
      for (const operand of operandsOf(node)) visit(operand);
      return;
    }
    const chain = chainOf(part);
    const reference = referenceOf(chain, expression);
    if (reference) found.push(reference);
    else visit(chain.root);
    for (const index of chain.indexes) visit(index);
  };
  visit(whole);
  return found.sort((left, right) => left.offset - right.offset);
}

/**
 * The values whose own text can be in the expression's result. `git.branch == 'x'` gives true or false and so
 * carries none; `format('{0}', git.branch)`, `a && git.branch` and `x[git.branch]`'s `x` carry theirs.
 * An operand before `&&` is a result only where it is empty, zero, false or null, so it carries nothing.
 */
export function taintedReferences(expression: Expression): readonly Reference[] {
  const found: Reference[] = [];
  const visit = (part: Expr): void => {
    const node = nodeOf(part);
    switch (node.kind) {
      case "literal":
      case "not":
      case "comparison":
      case "star":
        return;
      case "and":
        for (const operand of node.operands.slice(-1)) visit(operand);
        return;
      case "or":
        for (const operand of node.operands) visit(operand);
        return;
      case "call":
        for (const operand of carriedOperands(node.name.lexeme, node.operands)) visit(operand);
        return;
      case "context":
      case "index": {
        const chain = chainOf(part);
        const reference = referenceOf(chain, expression);
        if (reference) found.push(reference);
        else visit(chain.root);
        return;
      }
    }
  };
  visit(expression.tree);
  return found.sort((left, right) => left.offset - right.offset);
}

/** Every function the expression calls, in the order of the text. */
export function callsOf(expression: Expression): readonly Call[] {
  const found: Call[] = [];
  const visit = (part: Expr): void => {
    const node = nodeOf(part);
    if (node.kind === "call") {
      const name = node.name.lexeme;
      found.push({ name, kind: knownFunction(name)?.kind ?? "unknown", offset: expression.offsetOf(node.name) });
    }
    for (const operand of operandsOf(node)) visit(operand);
  };
  visit(expression.tree);
  return found.sort((left, right) => left.offset - right.offset);
}

/** Whether `success()`, `failure()`, `cancelled()` or `always()` is written; without one, `success()` is understood. */
export function hasStatusFunction(expression: Expression): boolean {
  return callsOf(expression).some((call) => call.kind === "status");
}

/** The reference a part of a tree is, if it is one. */
export function referenceAt(part: Expr, expression: Expression): Reference | null {
  const node = nodeOf(part);
  return node.kind === "context" || node.kind === "index" ? referenceOf(chainOf(part), expression) : null;
}

interface Chain {
  readonly root: Expr;
  readonly steps: readonly ReferenceStep[];
  /** The computed indexes, which read values of their own. */
  readonly indexes: readonly Expr[];
}

function chainOf(part: Expr): Chain {
  const steps: ReferenceStep[] = [];
  const indexes: Expr[] = [];
  let root = part;
  let node: ExpressionNode = nodeOf(root);
  while (node.kind === "index") {
    const index = nodeOf(node.index);
    if (index.kind === "literal") steps.unshift(index.literal.literal.coerceString());
    else if (index.kind === "star") steps.unshift({ kind: "every" });
    else {
      steps.unshift({ kind: "computed" });
      indexes.push(node.index);
    }
    root = node.base;
    node = nodeOf(root);
  }
  return { root, steps, indexes };
}

function referenceOf(chain: Chain, expression: Expression): Reference | null {
  const root = nodeOf(chain.root);
  if (root.kind !== "context") return null;
  const text = chain.steps.reduce<string>((before, step) => before + stepText(step), root.name.lexeme);
  const offset = expression.offsetOf(root.name);
  return { context: root.name.lexeme.toLowerCase(), path: chain.steps, text, offset };
}

function stepText(step: ReferenceStep): string {
  if (typeof step !== "string") return step.kind === "every" ? ".*" : "[…]";
  return /^[A-Za-z_][\w-]*$/.test(step) ? `.${step}` : `['${step.replaceAll("'", "''")}']`;
}

function carriedOperands(name: string, operands: readonly Expr[]): readonly Expr[] {
  switch (knownFunction(name)?.carries) {
    case "none":
      return [];
    case "values-of-case":
      // Conditions stand at even places, except the last, which is the default.
      return operands.filter((_, index) => index % 2 === 1 || index === operands.length - 1);
    default:
      return operands;
  }
}

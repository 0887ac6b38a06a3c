import { type Expr, Grouping } from "@actions/expressions/ast";
import { nodeOf } from "./walk.ts";

/** The text of a part of an expression, with its spaces made regular. */
export function printExpression(part: Expr): string {
  if (part instanceof Grouping) return `(${printExpression(part.group)})`;
  const node = nodeOf(part);
  switch (node.kind) {
    case "literal":
      return node.literal.token.lexeme;
    case "not":
      return `!${printExpression(node.operand)}`;
    case "comparison":
      return `${printExpression(node.left)} ${node.operator} ${printExpression(node.right)}`;
    case "and":
      return node.operands.map(printExpression).join(" && ");
    case "or":
      return node.operands.map(printExpression).join(" || ");
    case "call":
      return `${node.name.lexeme}(${node.operands.map(printExpression).join(", ")})`;
    case "context":
      return node.name.lexeme;
    case "index":
      return printExpression(node.base) + printIndex(node.index);
    case "star":
      return "*";
  }
}

function printIndex(index: Expr): string {
  const node = nodeOf(index);
  if (node.kind === "star") return ".*";
  // `a.b` and `a['b']` are the same tree; only the first has a token that is a bare name.
  const name = node.kind === "literal" ? node.literal.token.lexeme : "";
  return /^[A-Za-z_][\w-]*$/.test(name) ? `.${name}` : `[${printExpression(index)}]`;
}

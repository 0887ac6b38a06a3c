import {
  Binary,
  ContextAccess,
  type Expr,
  FunctionCall,
  Grouping,
  IndexAccess,
  Literal,
  Logical,
  Star,
  Unary,
} from "@actions/expressions/ast";
import type { Token } from "@actions/expressions/lexer";

/** The library's tree as a tagged union, so that a switch over it is checked. Parentheses are looked through. */
export type ExpressionNode =
  | { readonly kind: "literal"; readonly literal: Literal }
  | { readonly kind: "not"; readonly operand: Expr }
  | { readonly kind: "comparison"; readonly operator: string; readonly left: Expr; readonly right: Expr }
  | { readonly kind: "and" | "or"; readonly operands: readonly Expr[] }
  | { readonly kind: "call"; readonly name: Token; readonly operands: readonly Expr[] }
  | { readonly kind: "context"; readonly name: Token }
  | { readonly kind: "index"; readonly base: Expr; readonly index: Expr }
  | { readonly kind: "star" };

export function nodeOf(part: Expr): ExpressionNode {
  if (part instanceof Grouping) return nodeOf(part.group);
  if (part instanceof Literal) return { kind: "literal", literal: part };
  if (part instanceof Unary) return { kind: "not", operand: part.expr };
  if (part instanceof Binary) {
    return { kind: "comparison", operator: part.operator.lexeme, left: part.left, right: part.right };
  }
  if (part instanceof Logical) return { kind: part.operator.lexeme === "&&" ? "and" : "or", operands: part.args };
  if (part instanceof FunctionCall) return { kind: "call", name: part.functionName, operands: part.args };
  if (part instanceof ContextAccess) return { kind: "context", name: part.name };
  if (part instanceof IndexAccess) return { kind: "index", base: part.expr, index: part.index };
  if (part instanceof Star) return { kind: "star" };
  throw new TypeError("an expression holds a node of an unknown kind");
}

/** The parts directly below one. */
export function operandsOf(node: ExpressionNode): readonly Expr[] {
  switch (node.kind) {
    case "literal":
    case "context":
    case "star":
      return [];
    case "not":
      return [node.operand];
    case "comparison":
      return [node.left, node.right];
    case "index":
      return [node.base, node.index];
    case "and":
    case "or":
    case "call":
      return node.operands;
  }
}

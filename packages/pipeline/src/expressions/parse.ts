import type { Expr } from "@actions/expressions/ast";
import { ErrorType, ExpressionError, MAX_EXPRESSION_LENGTH, MAX_PARSER_DEPTH } from "@actions/expressions/errors";
import { Lexer, type Token, TokenType, tokenString } from "@actions/expressions/lexer";
import { Parser } from "@actions/expressions/parser";
import { functionInfos, knownFunction } from "./functions.ts";

/** A parsed expression. `tree` is the library's; read it through `referencesOf` and its neighbours. */
export interface Expression {
  readonly source: string;
  readonly tree: Expr;
  /** Where a token of the tree begins in `source`. */
  readonly offsetOf: (token: Token) => number;
}

export type ParsedExpression =
  | { readonly ok: true; readonly expression: Expression }
  | { readonly ok: false; readonly message: string; readonly offset: number };

const cache = new Map<string, ParsedExpression>();
const mostCached = 5000;

/**
 * Reads an expression (without `${{ }}`) by GitHub's own parser. Every name of a context or function is
 * accepted here; which may be used where is the validator's to say, by `referencesOf` and `callsOf`.
 * The same text is read once.
 */
export function parseExpression(source: string): ParsedExpression {
  const known = cache.get(source);
  if (known) return known;
  const parsed = parse(source);
  // Texts come from definitions, so a long-lived server sees new ones for ever.
  if (cache.size >= mostCached) cache.clear();
  cache.set(source, parsed);
  return parsed;
}

function parse(source: string): ParsedExpression {
  if (source.trim() === "") return { ok: false, message: "the expression is empty", offset: 0 };
  if (source.length > MAX_EXPRESSION_LENGTH) {
    return { ok: false, message: `the expression is longer than ${MAX_EXPRESSION_LENGTH} characters`, offset: 0 };
  }
  const lexer = new Lexer(source);
  let tokens: readonly Token[];
  try {
    tokens = lexer.lex().tokens.map(withWholeText);
  } catch {
    return lexicalProblem(source, lexer);
  }
  // Places are asked of few expressions, so they are counted when the first is.
  let offsets: ReadonlyMap<Token, number> | undefined;
  const offsetOf = (token: Token) => {
    offsets ??= offsetsOf(source, tokens);
    return offsets.get(token) ?? 0;
  };
  try {
    const tree = new Parser([...tokens], contextNames(tokens), functionInfos(calledNames(tokens))).parse();
    return { ok: true, expression: { source, tree, offsetOf } };
  } catch (error) {
    return syntaxProblem(source, tokens, error);
  }
}

/** The library undoubles only the first quote of `'it''s ''so'''`. */
function withWholeText(token: Token): Token {
  if (token.type !== TokenType.STRING || !token.lexeme.includes("''", 1)) return token;
  return { ...token, value: token.lexeme.slice(1, -1).replaceAll("''", "'") };
}

/** The library's columns are wrong after a line break within a text, so places are counted here. */
function offsetsOf(source: string, tokens: readonly Token[]): ReadonlyMap<Token, number> {
  const offsets = new Map<Token, number>();
  let position = 0;
  for (const token of tokens) {
    while (" \t\r\n".includes(source.charAt(position)) && position < source.length) position += 1;
    offsets.set(token, position);
    position += token.lexeme.length;
  }
  return offsets;
}

function calledNames(tokens: readonly Token[]): readonly string[] {
  return tokens
    .filter((token, index) => token.type === TokenType.IDENTIFIER && isCall(tokens, index))
    .map((token) => token.lexeme);
}

function contextNames(tokens: readonly Token[]): string[] {
  return tokens.filter((token) => token.type === TokenType.IDENTIFIER).map((token) => token.lexeme);
}

function isCall(tokens: readonly Token[], index: number): boolean {
  return tokens[index + 1]?.type === TokenType.LEFT_PAREN && tokens[index - 1]?.type !== TokenType.DOT;
}

function lexicalProblem(source: string, lexer: Lexer): ParsedExpression {
  const start: unknown = Reflect.get(lexer, "start");
  const offset = typeof start === "number" ? start : 0;
  if (source.charAt(offset) === "'")
    return { ok: false, message: "the text that begins here has no closing quote", offset };
  const symbol = /^[^\s()[\],!<>=&|]+/.exec(source.slice(offset))?.[0] ?? source.charAt(offset);
  const hint = source.charAt(offset) === '"' ? "; texts stand in single quotes" : "";
  return { ok: false, message: `unexpected ${quoted(symbol)}${hint}`, offset };
}

function syntaxProblem(source: string, tokens: readonly Token[], error: unknown): ParsedExpression {
  if (!(error instanceof ExpressionError)) return { ok: false, message: "the expression cannot be read", offset: 0 };
  const place: unknown = Reflect.get(error, "tok");
  const token = tokens.find((candidate) => candidate === place);
  const offset = token ? (offsetsOf(source, tokens).get(token) ?? 0) : 0;
  return { ok: false, message: syntaxMessage(error, token), offset };
}

function syntaxMessage(error: ExpressionError, token: Token | undefined): string {
  const name = token ? quoted(tokenString(token)) : "this";
  const type: unknown = Reflect.get(error, "typ");
  switch (type) {
    case ErrorType.ErrorUnexpectedEndOfExpression:
      return "the expression ends too early";
    case ErrorType.ErrorExceededMaxDepth:
      return `the expression is nested more than ${MAX_PARSER_DEPTH} levels deep`;
    case ErrorType.ErrorTooFewParameters:
      return `${name} is given too few arguments${arityText(token)}`;
    case ErrorType.ErrorTooManyParameters:
      return `${name} is given too many arguments${arityText(token)}`;
    case ErrorType.ErrorEvenParameters:
      return `${name} needs an odd number of arguments: pairs of a condition and a value, and a default`;
    default:
      return token?.type === TokenType.EOF ? "the expression ends too early" : `unexpected ${name}`;
  }
}

function arityText(token: Token | undefined): string {
  const known = token === undefined ? undefined : knownFunction(token.lexeme);
  if (known === undefined) return "";
  const { minArgs, maxArgs } = known;
  if (maxArgs > 9) return `; it takes at least ${minArgs}`;
  return minArgs === maxArgs ? `; it takes ${maxArgs === 0 ? "none" : maxArgs}` : `; it takes ${minArgs} to ${maxArgs}`;
}

function quoted(text: string): string {
  return `'${text.length > 40 ? `${text.slice(0, 40)}…` : text}'`;
}

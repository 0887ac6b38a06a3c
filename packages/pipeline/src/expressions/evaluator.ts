import type { ContextAccess, Expr, FunctionCall } from "@actions/expressions/ast";
import { BooleanData } from "@actions/expressions/data/boolean";
import { Dictionary } from "@actions/expressions/data/dictionary";
import type { ExpressionData } from "@actions/expressions/data/expressiondata";
import { Null } from "@actions/expressions/data/null";
import { StringData } from "@actions/expressions/data/string";
import { Evaluator } from "@actions/expressions/evaluator";
import { wellKnownFunctions } from "@actions/expressions/funcs";
import { HeadraceError } from "../errors.ts";
import { matchesWildcard } from "../values/wildcard.ts";
import { createDataConverter, type DataConverter, fromData } from "./data.ts";
import { knownFunction } from "./functions.ts";
import type { Expression } from "./parse.ts";
import { ExpressionProblem } from "./problem.ts";
import type { Scope } from "./scope.ts";

/** Evaluates parts of one expression in one scope. Every fault is an `ExpressionProblem`. */
export interface ExpressionEvaluator {
  readonly evaluate: (part: Expr) => ExpressionData;
}

export function createEvaluator(expression: Expression, scope: Scope): ExpressionEvaluator {
  const converter = createDataConverter();
  const evaluator = new ScopedEvaluator(expression, scope, converter);
  return {
    evaluate(part) {
      try {
        return evaluator.of(part);
      } catch (error) {
        throw problemOf(error) ?? new ExpressionProblem(expression.source, 0, "The expression cannot be evaluated.");
      }
    },
  };
}

/** GitHub's evaluator, with our contexts and functions in place of its prototype-keyed tables. */
class ScopedEvaluator extends Evaluator {
  readonly #expression: Expression;
  readonly #scope: Scope;
  readonly #converter: DataConverter;
  readonly #contexts: ExpressionData;

  constructor(expression: Expression, scope: Scope, converter: DataConverter) {
    super(expression.tree, new Dictionary());
    this.#expression = expression;
    this.#scope = scope;
    this.#converter = converter;
    this.#contexts = converter.toData(scope.contexts);
  }

  of(part: Expr): ExpressionData {
    return this.eval(part);
  }

  override visitContextAccess(access: ContextAccess): ExpressionData {
    const contexts = this.#contexts;
    const value = contexts instanceof Dictionary ? contexts.get(access.name.lexeme) : undefined;
    return value ?? new Null();
  }

  override visitFunctionCall(call: FunctionCall): ExpressionData {
    const values = call.args.map((argument) => this.eval(argument));
    const known = knownFunction(call.functionName.lexeme);
    if (!known) throw this.#problem(call, `There is no function ${call.functionName.lexeme}.`);
    try {
      return this.#call(known.name, values);
    } catch (error) {
      throw problemOf(error) ?? this.#problem(call, faultOf(known.name, values));
    }
  }

  #call(name: string, values: readonly ExpressionData[]): ExpressionData {
    const { functions } = this.#scope;
    switch (name) {
      case "always":
        return new BooleanData(true);
      case "success":
        return new BooleanData(functions.success());
      case "failure":
        return new BooleanData(functions.failure());
      case "cancelled":
        return new BooleanData(functions.cancelled());
      case "hashFiles":
        return new StringData(present(functions.hashFiles)(...texts(values)));
      case "changed":
        return new BooleanData(present(functions.changed)(...texts(values)));
      case "matches": {
        const [text = "", pattern = ""] = texts(values);
        return new BooleanData(matchesWildcard(text, pattern));
      }
      case "fromJSON": {
        const value: unknown = JSON.parse(texts(values).join(""));
        return this.#converter.toData(value);
      }
      case "toJSON":
        return new StringData(JSON.stringify(values.map(fromData)[0], null, "  "));
      default:
        return present(wellKnownFunctions[name.toLowerCase()]).call(...values);
    }
  }

  #problem(call: FunctionCall, message: string): ExpressionProblem {
    return new ExpressionProblem(this.#expression.source, this.#expression.offsetOf(call.functionName), message);
  }
}

/** What went wrong in a function, without the values, which may be secrets. */
function faultOf(name: string, values: readonly ExpressionData[]): string {
  switch (name) {
    case "fromJSON":
      return texts(values).join("").trim() === ""
        ? "fromJSON was given an empty text."
        : "fromJSON was given a text that is not JSON.";
    case "format":
      return "format was given a text with a stray brace, or one that names more values than were given.";
    case "case":
      return "case was given a condition that is neither true nor false.";
    case "hashFiles":
      return "hashFiles cannot read files here.";
    case "changed":
      return "changed does not know here which files were changed.";
    default:
      return `${name} cannot be evaluated with these values.`;
  }
}

function texts(values: readonly ExpressionData[]): readonly string[] {
  return values.map((value) => value.coerceString());
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("not available here");
  return value;
}

/** An error that already says what is wrong; the library wraps what is thrown within an index. */
function problemOf(error: unknown): HeadraceError | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if (current instanceof HeadraceError) return current;
  }
  return undefined;
}

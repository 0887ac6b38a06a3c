import type { Parameter } from "../model/parameter.ts";
import { createMatcher, type Matcher } from "./pattern/create-matcher.ts";
import { UnusablePattern } from "./pattern/read-pattern.ts";

export type ConvertedParameter =
  | { readonly ok: true; readonly value: string | number | boolean }
  /** Ends the sentence `The parameter "x" …`. Never holds the value of a secret. */
  | { readonly ok: false; readonly problem: string };

const trueTexts = ["true", "yes", "on", "1"];
const falseTexts = ["false", "no", "off", "0"];
/** A pattern is tried on no more than this, so that it cannot hold up a server. */
const longestMatched = 1000;
const longestPattern = 500;

/** A typed value from the text of a command line, a form or an API. */
export function convertParameter(parameter: Parameter, text: string): ConvertedParameter {
  const value = typedValue(parameter, text);
  if (value === undefined) return { ok: false, problem: `must be ${typeNames[parameter.type]}; ${shown(text)} is not` };
  const problem = parameterProblem(parameter, value);
  return problem === undefined ? { ok: true, value } : { ok: false, problem };
}

function typedValue(parameter: Parameter, text: string): string | number | boolean | undefined {
  switch (parameter.type) {
    case "number": {
      const trimmed = text.trim();
      return /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(trimmed) ? Number(trimmed) : undefined;
    }
    case "boolean": {
      const lower = text.trim().toLowerCase();
      return trueTexts.includes(lower) ? true : falseTexts.includes(lower) ? false : undefined;
    }
    default:
      return text;
  }
}

/** Why a typed value is not allowed, as the end of a sentence; undefined when it is. */
export function parameterProblem(parameter: Parameter, value: string | number | boolean): string | undefined {
  switch (parameter.type) {
    case "choice":
      return parameter.options.includes(String(value))
        ? undefined
        : `must be one of: ${parameter.options.join(", ")}; ${shown(String(value))} is not`;
    case "number": {
      const { min, max } = parameter;
      if (typeof value !== "number" || !Number.isFinite(value)) return "must be a number";
      if (min !== undefined && value < min) return `must be at least ${min}; it is ${value}`;
      return max !== undefined && value > max ? `must be at most ${max}; it is ${value}` : undefined;
    }
    case "string": {
      if (parameter.pattern === undefined) return undefined;
      const text = String(value);
      if (text.length > longestMatched) return `is longer than the ${longestMatched} characters a pattern is tried on`;
      const read = readMatcher(parameter.pattern);
      if (!read.ok) return "has a pattern that cannot be used";
      const found = read.matches(text);
      if (found === undefined) return "takes too long to compare with its pattern, which looks ahead too often";
      return found ? undefined : `must match ${parameter.pattern}; ${shown(text)} does not`;
    }
    case "boolean":
    case "secret":
      return undefined;
  }
}

/** Why a pattern cannot be used, as the end of a sentence, and what to do; undefined when it can. */
export function patternProblem(pattern: string): { readonly problem: string; readonly mend: string } | undefined {
  const read = readMatcher(pattern);
  return read.ok ? undefined : { problem: read.problem, mend: read.mend };
}

type ReadMatcher =
  | { readonly ok: true; readonly matches: Matcher }
  | { readonly ok: false; readonly problem: string; readonly mend: string };

function readMatcher(pattern: string): ReadMatcher {
  if (pattern.length > longestPattern) {
    return { ok: false, problem: `is longer than ${longestPattern} characters`, mend: "Make it shorter." };
  }
  try {
    // By itself: what closes a group that it did not open is no pattern, though it may be one within a group.
    new RegExp(pattern, "u");
  } catch {
    return { ok: false, problem: "is not a regular expression", mend: "Mend the pattern, or remove it." };
  }
  try {
    return { ok: true, matches: createMatcher(pattern) };
  } catch (error) {
    if (!(error instanceof UnusablePattern)) throw error;
    return { ok: false, problem: `cannot be used: it ${error.message}`, mend: "Say it without, or use `choice`." };
  }
}

const typeNames: Readonly<Record<Parameter["type"], string>> = {
  string: "text",
  number: "a number",
  boolean: "true or false",
  choice: "one of the choices",
  secret: "text",
};

function shown(text: string): string {
  return JSON.stringify(text.length > 40 ? `${text.slice(0, 37)}…` : text);
}

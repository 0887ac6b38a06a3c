import type { Parameter } from "../model/parameter.ts";
import { patternDanger } from "./pattern-danger.ts";

export type ConvertedParameter =
  | { readonly ok: true; readonly value: string | number | boolean }
  /** Ends the sentence `The parameter "x" …`. Never holds the value of a secret. */
  | { readonly ok: false; readonly problem: string };

const trueTexts = ["true", "yes", "on", "1"];
const falseTexts = ["false", "no", "off", "0"];
/** A pattern is tried on no more than this, so that one which backtracks cannot hold up a server for long. */
const longestMatched = 1000;

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
      const pattern = wholePattern(parameter.pattern);
      if (pattern === null) return "has a pattern that cannot be used";
      return pattern.test(text) ? undefined : `must match ${parameter.pattern}; ${shown(text)} does not`;
    }
    case "boolean":
    case "secret":
      return undefined;
  }
}

/** The pattern for the whole of a value; null when `patternProblem` refuses it, so that it is never run. */
function wholePattern(pattern: string): RegExp | null {
  return patternProblem(pattern) === undefined ? new RegExp(`^(?:${pattern})$`, "u") : null;
}

/** Why a pattern cannot be used, as the end of a sentence, and what to do; undefined when it can. */
export function patternProblem(pattern: string): { readonly problem: string; readonly mend: string } | undefined {
  try {
    // By itself: what closes a group that it did not open is no pattern, though it may be one within a group.
    new RegExp(pattern, "u");
  } catch {
    return { problem: "is not a regular expression", mend: "Mend the pattern, or remove it." };
  }
  const danger = patternDanger(pattern);
  if (danger === undefined) return undefined;
  return {
    problem: `may take for ever on some texts: it ${danger}`,
    mend: "Begin each repeated group with a character that nothing before it matches, as in [a-z]+(-[a-z]+)*.",
  };
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

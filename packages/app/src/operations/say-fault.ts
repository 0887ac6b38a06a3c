import type { z } from "zod";

/**
 * What is wrong with a value, in plain words that go after its place: `branch: it is missing`. Where a schema has words
 * of its own they are taken instead.
 */
export function sayFault(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return issue.input === undefined ? "it is missing" : wrongKind([issue.expected], issue.input);
    case "unrecognized_keys":
      return `not known here: ${some(issue.keys.map(shortened))}`;
    case "invalid_value":
      if (issue.input === undefined) return "it is missing";
      return `it is ${shown(issue.input)}, and has to be ${listed(issue.values.map(String))}`;
    case "too_small":
      return tooSmall(issue);
    case "too_big":
      return `it ${sizeWords(issue.origin, issue.exact === true ? "exactly" : "at most", issue.maximum)}`;
    case "not_multiple_of":
      return `it has to be a multiple of ${issue.divisor}`;
    case "invalid_format":
      return formatWords[issue.format] ?? "it is not written as it has to be";
    case "invalid_union":
      return issue.discriminator === undefined
        ? wrongKind(issue.errors.flatMap(expectedOf), issue.input)
        : `its ${issue.discriminator} is none of those that are known`;
    case "invalid_key":
      return issue.issues[0]?.message ?? "the key is not written as it has to be";
    default:
      return "it is not what it has to be";
  }
}

/** Which kind of value an alternative of a union takes, where it fails for the kind. */
function expectedOf(issues: readonly z.core.$ZodIssue[]): readonly string[] {
  return issues.flatMap((issue) => (issue.code === "invalid_type" && issue.path.length === 0 ? [issue.expected] : []));
}

function wrongKind(expected: readonly string[], input: unknown): string {
  const wanted = [...new Set(expected.map((kind) => kindWords[kind] ?? kind))];
  if (wanted.length === 0) return "it is not what it has to be";
  if (expected.includes("int") && typeof input === "number") return "it has to be a whole number";
  return `it has to be ${listed(wanted)}, and is ${kindOf(input)}`;
}

const kindWords: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
  never: "absent",
};

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "boolean") return String(value);
  if (typeof value === "number") return Number.isFinite(value) ? "a number" : "a number without end";
  return kindWords[typeof value] ?? typeof value;
}

function tooSmall({ origin, minimum, inclusive, exact }: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall>): string {
  if (origin === "string" && Number(minimum) === 1) return "it is empty";
  if (isNumber(origin) && inclusive === false) return `it has to be more than ${minimum}`;
  return `it ${sizeWords(origin, exact === true ? "exactly" : "at least", minimum)}`;
}

function sizeWords(origin: string, bound: string, size: number | bigint): string {
  if (isNumber(origin)) return `has to be ${bound} ${size}`;
  const one = Number(size) === 1;
  if (origin === "string") return `has to have ${bound} ${size} character${one ? "" : "s"}`;
  return `has to hold ${bound} ${size} ${one ? "entry" : "entries"}`;
}

function isNumber(origin: string): boolean {
  return origin === "number" || origin === "int" || origin === "bigint";
}

const formatWords: Readonly<Record<string, string>> = {
  email: "it is no e-mail address",
  url: "it is no URL",
  datetime: "it is no time in ISO 8601",
};

/** `a, b or c`. */
function listed(words: readonly string[]): string {
  return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} or ${words.at(-1)}`;
}

/** The first of many. */
function some(words: readonly string[]): string {
  const more = words.length - mostNamed;
  return more > 0 ? `${words.slice(0, mostNamed).join(", ")} and ${more} more` : words.join(", ");
}

const mostNamed = 5;

/** What was sent, where it is short enough to be told again. */
function shown(value: unknown): string {
  return typeof value === "string" ? `"${shortened(value)}"` : kindOf(value);
}

const longestShown = 60;

function shortened(text: string): string {
  return text.length > longestShown ? `${text.slice(0, longestShown)}…` : text;
}

import { describe, expect, test } from "vitest";
import { parsePipeline, resolveParameters } from "../src/index.ts";

const { pipeline } = parsePipeline(`
name: shop
parameters:
  target: { type: choice, options: [staging, production], default: staging, description: Where to deploy }
  count: { type: number, min: 1, max: 5, default: 2 }
  dry: { type: boolean, default: false }
  tag: { type: string, pattern: 'v\\d+|latest' }
  token: { type: secret }
stages: { deploy: { steps: [make] } }
`);

function resolve(given: Readonly<Record<string, string>>) {
  if (pipeline === null) throw new Error("the pipeline was not read");
  const { values, secrets, diagnostics } = resolveParameters(pipeline, given);
  return { values: { ...values }, secrets, problems: diagnostics.map(({ message, mend }) => [message, mend]) };
}

describe("parameters", () => {
  test("texts become typed values, and what is not given its default", () => {
    expect(resolve({ tag: "v12", token: "t0p", count: "4", dry: "yes" })).toEqual({
      values: { target: "staging", count: 4, dry: true, tag: "v12", token: "t0p" },
      secrets: ["token"],
      problems: [],
    });
  });

  test("every problem is said at once, and no secret in any", () => {
    const { problems } = resolve({ target: "prod", count: "9", dry: "perhaps", tag: "xv1", toke: "s3cret" });
    expect(problems).toEqual([
      [
        'The parameter "target" must be one of: staging, production; "prod" is not.',
        "Give it one of staging, production: Where to deploy.",
      ],
      ['The parameter "count" must be at most 5; it is 9.', "Give it a number from 1 to 5."],
      ['The parameter "dry" must be true or false; "perhaps" is not.', "Give it true or false."],
      ['The parameter "tag" must match v\\d+|latest; "xv1" does not.', "Give it a text that matches v\\d+|latest."],
      ['The secret parameter "token" was not given.', "Give it when you start the pipeline."],
      ['There is no parameter "toke".', 'Did you mean "token"?'],
    ]);
    expect(JSON.stringify(problems)).not.toContain("s3cret");
  });

  test("a pattern holds for the whole value", () => {
    expect(resolve({ tag: "latest; rm -rf /", token: "t" }).problems).toHaveLength(1);
    expect(resolve({ tag: "v1\n", token: "t" }).problems).toHaveLength(1);
  });

  test.each(["", " ", "1e999", "0x10", "1,5", "NaN"])("%j is no number from 1 to 5", (count) => {
    expect(resolve({ count, tag: "v1", token: "t" }).problems).toHaveLength(1);
  });

  test("names of a prototype are not given", () => {
    expect(resolve({ tag: "v1", token: "t", constructor: "x" }).problems.map(([message]) => message)).toEqual([
      'There is no parameter "constructor".',
    ]);
  });
});

describe("patterns", () => {
  const problemsOf = (pattern: string) =>
    parsePipeline(
      `name: a\nparameters: { p: { type: string, default: ${JSON.stringify(`${"a".repeat(200)}!`)}, pattern: ${JSON.stringify(pattern)} } }\n` +
        "stages: { s: { steps: [make] } }",
    ).diagnostics.map(({ code, path, mend }) => [code, path.at(-1), mend !== undefined]);

  test.each([
    "^(a+)+$",
    "(a*)*",
    "(a|a)*",
    "(a|ab|b)*!",
    "(?:a|a?)+",
    "(a?){50}a{50}",
    "(a{1,9}){1,9}",
    "(.*a)+",
    "(\\w+\\s?)*",
    "(b*ab*)*",
    "(ab*b*)*",
    "((ab)+c?)+",
    "a*a*a*a*a*a*b",
    `${"a?".repeat(40)}${"a".repeat(40)}`,
    `${"(a|a)".repeat(40)}b`,
    "(a)\\1",
    "(?<x>a)\\k<x>",
    "(?=(a+)+$)a*",
    "(?:\\p{L}|\\p{Lu})+",
    "([\\u4e00-\\u9fff]|[\\u5000-\\u6000])+",
    "(?i:a)+",
    "a".repeat(501),
  ])("%s may take for ever, and is refused and never tried", (pattern) => {
    expect(problemsOf(pattern)).toEqual([["bad-parameter", "pattern", true]]);
  });

  // The default does not match: the pattern is tried, and that is what is said.
  test.each([
    "v\\d+|latest",
    "[a-z]+(?:-[a-z]+)*",
    "\\d+\\.\\d+\\.\\d+(?:-[\\w.]+)?(?:\\+[\\w.]+)?",
    "\\d{1,3}(\\.\\d{1,3}){3}",
    "(?:[0-9a-f]{2}:){5}[0-9a-f]{2}",
    "(?:\\d{4} ?)+",
    "[\\w.]+@[\\w.-]+\\.\\w+",
    "(staging|stable|production)",
    "(?=.*[A-Z])(?=.*[a-z])(?=.*\\d).{8,}",
    ".*-.*-.*",
    "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?",
    "(?:\\/[^/]+)+",
    "(a|b)*c",
    "release/[\\w-]+",
    "\\p{L}+",
  ])("%s is tried", (pattern) => {
    expect(problemsOf(pattern)).toEqual([["bad-parameter", "default", true]]);
  });

  test("what closes a group that it did not open is no pattern", () => {
    expect(problemsOf("a)|(b")).toEqual([["bad-parameter", "pattern", true]]);
  });
});

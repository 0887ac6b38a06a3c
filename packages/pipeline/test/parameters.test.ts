import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Parameter, parsePipeline, resolveParameters } from "../src/index.ts";
import { parameterProblem, patternProblem } from "../src/parameters/convert-parameter.ts";

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
    ["(a)\\1", "refers back"],
    ["(?<x>a)\\k<x>", "refers back"],
    ["(?<=a)b", "looks behind"],
    ["(?<!a)b", "looks behind"],
    ["(?i:a)+", "flags"],
    ["((a{1,99}){1,99}){1,99}", "repeats too much"],
    [`${"(".repeat(60)}a${")".repeat(60)}`, "nests"],
    ["a".repeat(501), "longer than 500"],
    ["a)|(b", "not a regular expression"],
    ["a{2,1}", "not a regular expression"],
  ])("%s is refused: it %s", (pattern, why) => {
    expect(patternProblem(pattern)?.problem).toContain(why);
    expect(problemsOf(pattern)).toEqual([["bad-parameter", "pattern", true]]);
  });

  // JavaScript's own matcher would not come back from some of these on 200 letters.
  test.each([
    "^(a+)+$",
    "(a*)*",
    "(a|a)*",
    "(a|ab|b)*\\?",
    "(?:a|a?)+",
    "(a?){50}a{50}",
    "(a{1,9}){1,9}",
    "(.*a)+",
    "((ab)+c?)+",
    "a*a*a*a*a*a*b",
    `${"a?".repeat(40)}${"a".repeat(40)}`,
    "(?=(a+)+$)a*",
    "(?:\\p{L}|\\p{Lu})+",
  ])("%s is tried, and takes no longer than others", (pattern) => {
    expect(problemsOf(pattern)).toEqual([["bad-parameter", "default", true]]);
  });

  test.each([
    ["v\\d+|latest", ["v1", "latest"], ["v", "latest1", "v1\n"]],
    ["[a-z]+(?:-[a-z]+)*", ["a", "a-b"], ["a-", ""]],
    ["\\d{1,3}(\\.\\d{1,3}){3}", ["10.0.0.1"], ["10.0.0", "1000.0.0.1"]],
    ["(?=.*[A-Z])(?=.*\\d).{4,}", ["aB3d"], ["ab3d", "B3d"]],
    ["(?!v)\\w+", ["a"], ["v1"]],
    ["\\bnight\\b.*", ["night run"], ["nightly"]],
    ["[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?", ["a", "a-b"], ["-a", "a".repeat(64)]],
    ["(?:\\/[^/]+)+", ["/a/b"], ["//"]],
    [".", ["😀"], ["\n", "ab"]],
    ["\\p{L}+", ["Größe"], ["1"]],
    // As semver.org gives it.
    [
      "^(0|[1-9]\\d*)\\.(0|[1-9]\\d*)\\.(0|[1-9]\\d*)(?:-((?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?$",
      ["1.2.3", "1.0.0-alpha.beta+exp.sha.5114f85"],
      ["1.2", "01.2.3", "1.2.3-0123"],
    ],
  ])("%s takes %j and refuses %j", (pattern, taken, refused) => {
    const parameter: Parameter = { name: "p", type: "string", pattern };
    expect(taken.map((text) => parameterProblem(parameter, text))).toEqual(taken.map(() => undefined));
    for (const text of refused) expect(parameterProblem(parameter, text)).toContain("must match");
  });

  test("means what JavaScript means by it", () => {
    const atom = fc.constantFrom("a", "b", "[ab]", ".", "\\w", "(?=a)", "(?!ab)", "^", "$", "\\b", "");
    const { pattern } = fc.letrec<{ pattern: string; part: string }>((tie) => ({
      part: fc.oneof(
        { depthSize: "small" },
        atom,
        tie("pattern").map((inner) => `(?:${inner})`),
        fc
          .tuple(tie("pattern"), fc.constantFrom("*", "+", "?", "{2}", "{0,2}", "{1,}", "*?"))
          .map(([inner, sign]) => `(?:${inner})${sign}`),
        fc.tuple(tie("pattern"), tie("pattern")).map(([one, other]) => `(${one}|${other})`),
      ),
      pattern: fc.array(tie("part"), { maxLength: 3 }).map((parts) => parts.join("")),
    }));
    const text = fc.string({ unit: fc.constantFrom("a", "b", " "), maxLength: 6 });
    fc.assert(
      fc.property(pattern, text, (written, value) => {
        fc.pre(patternProblem(written) === undefined);
        const parameter: Parameter = { name: "p", type: "string", pattern: written };
        expect(parameterProblem(parameter, value) === undefined).toBe(new RegExp(`^(?:${written})$`, "u").test(value));
      }),
      { numRuns: 2_000 },
    );
  });

  test("says when looking ahead takes too long, and does not hang", () => {
    const parameter: Parameter = { name: "p", type: "string", pattern: `(?:${"(?=.*(?:a?){60}b)".repeat(9)}.)*` };
    expect(parameterProblem(parameter, `${"a".repeat(999)}b`)).toContain("takes too long");
  });
});

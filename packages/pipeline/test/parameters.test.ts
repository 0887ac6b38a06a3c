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

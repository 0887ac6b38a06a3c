import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ExpressionProblem, evaluateExpression, parseExpression } from "../../src/expressions/index.ts";
import { scopeOf } from "./scope.ts";

const scope = scopeOf(
  {
    git: { branch: "feature/X", tag: "" },
    params: { count: 3, dry: false },
    env: { PATH: "/bin", path: "other", Home: "/root" },
    needs: { build: { outputs: { version: "1.2", constructor: "own" } }, test: { outputs: { version: "2" } } },
    list: [{ name: "a" }, { name: "b", tags: ["x", "y"] }, 7],
  },
  { hashFiles: (...patterns) => `hash of ${patterns.join("+")}`, failure: () => true },
);
const evaluated = (source: string) => evaluateExpression(source, scope);

describe("expressions", () => {
  test.each<[string, unknown]>([
    ["git.branch == 'FEATURE/x'", true],
    ["GIT.Branch", "feature/X"],
    ["git.branch != 'main' && 'other'", "other"],
    ["git.tag || 'none'", "none"],
    ["params.count > 2", true],
    ["params.count == '3'", true],
    ["null == 0", true],
    ["true == 1", true],
    ["'' == 0", true],
    ["'abc' == 0", false],
    ["!params.dry", true],
    ["'it''s ''so'''", "it's 'so'"],
    ["'two\nlines'", "two\nlines"],
    ["0x1F", 31],
    ["-1.5e2", -150],
    ["contains('Hello', 'ell')", true],
    ["contains(fromJSON('[1,2]'), 2)", true],
    ["startsWith(git.branch, 'FEAT')", true],
    ["endsWith('a.TS', '.ts')", true],
    ["format('{0}-{1} {{x}}', 'a', 2)", "a-2 {x}"],
    ["join(fromJSON('[\"a\",1,true]'), '+')", "a+1+true"],
    ["join(list.*.name)", "a,b"],
    ["list.*.tags", [["x", "y"]]],
    ["list[1].tags[0]", "x"],
    ["list[9]", null],
    ["join(needs.*.outputs.version, ' ')", "1.2 2"],
    ["needs['build'].outputs.version", "1.2"],
    ["needs[format('{0}', 'test')].outputs.version", "2"],
    ['fromJSON(\'{"a":{"b":[1,2]}}\').a.b', [1, 2]],
    ["toJSON(fromJSON('{\"b\":1}'))", '{\n  "b": 1\n}'],
    ["env.PATH", "/bin"],
    ["env.path", "other"],
    ["env.HOME", "/root"],
    ["hashFiles('a', 'b')", "hash of a+b"],
    ["always() && failure()", true],
    ["case(params.dry, 'dry', params.count > 1, 'many', 'one')", "many"],
    ["needs == needs", true],
    ["unknown.context.entirely", null],
    ["git", { branch: "feature/X", tag: "" }],
  ])("%s", (source, value) => {
    expect(evaluated(source)).toEqual(value);
  });

  test("prototype names are plain keys", () => {
    for (const key of ["constructor", "__proto__", "toString", "hasOwnProperty"]) {
      expect(evaluated(`git.${key}`)).toBeNull();
      expect(evaluated(`${key}.x`)).toBeNull();
      expect(evaluated(`fromJSON('{"${key}":"mine"}')['${key}']`)).toBe("mine");
      expect(JSON.parse(String(evaluated(`toJSON(fromJSON('{"${key}":1}'))`)))).toEqual(JSON.parse(`{"${key}":1}`));
      expect(() => evaluated(`${key}('x')`)).toThrow(`There is no function ${key}.`);
    }
    expect(evaluated("needs.build.outputs.constructor")).toBe("own");
  });

  test.each([
    ["fromJSON('{')", 0, /not JSON/],
    ["git.branch && fromJSON('')", 14, /empty text/],
    ["format('{1}', 'a')", 0, /more values/],
    ["list[fromJSON('x')]", 5, /not JSON/],
    ["changed('src/**')", 0, /does not know/],
    ["nothing(1)", 0, /no function nothing/],
    ["case('x', 1, 2)", 0, /neither true nor false/],
  ])("%s is a problem with a place", (source, offset, message) => {
    expect(() => evaluated(source)).toThrow(ExpressionProblem);
    expect(() => evaluated(source)).toThrow(
      expect.objectContaining({ offset, source, message: expect.stringMatching(message) }),
    );
  });

  test("a problem never tells a value", () => {
    const hidden = scopeOf({ secrets: { KEY: "s3cr3t-{9}" } });
    for (const source of ["fromJSON(secrets.KEY)", "format(secrets.KEY, 1)", "secrets[fromJSON(secrets.KEY)]"]) {
      try {
        evaluateExpression(source, hidden);
        expect.unreachable();
      } catch (error) {
        expect(error).toBeInstanceOf(ExpressionProblem);
        expect(`${error}${JSON.stringify(error)}`).not.toContain("s3cr3t");
        expect(error).not.toHaveProperty("cause");
      }
    }
  });

  test.each([
    ["", 0, /empty/],
    ["a ==", 2, /ends too early/],
    ["a b", 2, /unexpected 'b'/],
    ['git.branch == "main"', 14, /single quotes/],
    ["a\n == 'x\ny' )", 12, /unexpected '\)'/],
    ["  'open", 2, /closing quote/],
    ["a = b", 2, /unexpected '='/],
    ["contains('a')", 0, /too few/],
    ["success(1)", 0, /too many/],
    ["a.", 2, /ends too early/],
    ["(a", 1, /ends too early/],
    [`${"(".repeat(60)}a${")".repeat(60)}`, 50, /nested/],
    ["x".repeat(21001), 0, /longer/],
  ])("%j cannot be read", (source, offset, message) => {
    expect(parseExpression(source)).toEqual({ ok: false, offset, message: expect.stringMatching(message) });
  });

  test("any text is an expression or a problem, and evaluating it gives a value or a problem", () => {
    const piece = fc.constantFrom(
      ..."git . branch ( ) [ ] ' '' && || ! == < 1 -2 * , fromJSON( format( {0} [x] null __proto__ \n".split(" "),
    );
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(" ")),
        ),
        (source) => {
          const parsed = parseExpression(source);
          if (!parsed.ok) {
            expect(parsed.offset).toBeGreaterThanOrEqual(0);
            expect(parsed.offset).toBeLessThanOrEqual(source.length);
            return;
          }
          try {
            JSON.stringify(evaluated(source));
          } catch (error) {
            expect(error).toBeInstanceOf(ExpressionProblem);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("reading one output of very many does not convert the others", () => {
    let reads = 0;
    const outputs = new Proxy(Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`o${index}`, index])), {
      get: (target, key) => {
        reads += 1;
        return Reflect.get(target, key);
      },
    });
    expect(evaluateExpression("needs.a.outputs.o4999", scopeOf({ needs: { a: { outputs } } }))).toBe(4999);
    expect(reads).toBe(1);
  });
});

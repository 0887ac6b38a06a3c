import fc from "fast-check";
import picomatch from "picomatch";
import { describe, expect, test } from "vitest";
import { createGlob, escapeGlob, globProblem } from "../../src/values/index.ts";

describe("globs", () => {
  test.each([
    ["*.js", "index.js", true],
    ["*.js", "src/index.js", false],
    ["**.js", "src/index.js", true],
    ["**/*.js", "index.js", true],
    ["**/*.js", "a/b/index.js", true],
    ["src/**", "src/.hidden/file", true],
    ["src/**", "source/file", false],
    ["dist/", "dist/a/b", true],
    ["dist/**", "dist", false],
    ["release/**", "release", false],
    ["dist", "dist/a", false],
    ["./dist/*", "dist/a", true],
    ["release/**", "release/1.2", true],
    ["v[0-9].*", "v1.2", true],
    ["v[!0-9]*", "v1", false],
    ["*.{js,ts{,x}}", "a.tsx", true],
    ["part-{1..3}", "part-2", true],
    ["part-{1..3}", "part-4", false],
    ["a\\*b", "a*b", true],
    ["a\\*b", "axb", false],
    ["app/(auth)/*", "app/(auth)/page", true],
    ["{a}", "{a}", true],
    ["a?c", "a/c", false],
    ["[", "[", true],
    ["[]a]", "]", true],
    ["[!a]", "/", false],
    ["*-*-*", "a-b-c", true],
    ["*-*-*", "a-b/c-d", false],
  ])("%s and %s: %s", (pattern, path, matches) => {
    expect(createGlob([pattern])(path)).toBe(matches);
  });

  test("the last pattern that matches decides", () => {
    const chosen = createGlob(["src/**", "!src/**/*.md", "src/README.md"]);
    expect(["src/a.ts", "src/docs/a.md", "src/README.md", "other"].map(chosen)).toEqual([true, false, true, false]);
    expect(createGlob(["!docs/**"])("src/a")).toBe(false);
    expect(createGlob([])("a")).toBe(false);
  });

  test("problems say why", () => {
    expect(globProblem("../x")).toMatch(/leaves/);
    expect(globProblem("a/{b,..}/c")).toMatch(/leaves/);
    expect(globProblem("/etc/*")).toMatch(/absolute/);
    expect(globProblem("!")).toMatch(/empty/);
    expect(globProblem("v[9-0]")).toMatch(/9-0 runs backwards/);
    expect(globProblem("{1..100}{1..100}")).toMatch(/thousand/);
    expect(globProblem("{1..999999}")).toMatch(/thousand/);
    expect(globProblem("dist/**")).toBeNull();
    expect(() => createGlob(["/etc"])).toThrow(/absolute/);
  });

  test("a hostile pattern ends", () => {
    expect(createGlob([`${"*a".repeat(60)}*b`])("a".repeat(4000))).toBe(false);
    expect(createGlob([`${"**/a/".repeat(30)}b`])("a/".repeat(1000))).toBe(false);
  });

  test("agrees with picomatch", () => {
    // Without `[!a]`, which picomatch does not negate.
    const name = fc.constantFrom(
      "a",
      "b",
      "ab",
      ".a",
      "a.b",
      "*",
      "a*",
      "*b",
      "?",
      "[ab]",
      "[^a]",
      "{a,b}",
      "a?",
      "**",
    );
    const pattern = fc.array(name, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
    const path = fc
      .array(fc.constantFrom("a", "b", "ab", ".a", "a.b", "c", ".c"), { minLength: 1, maxLength: 4 })
      .map((parts) => parts.join("/"));
    fc.assert(
      fc.property(pattern, path, (glob, file) => {
        // To picomatch `dist/**` is also `dist`; here it is what lies below.
        const oracle = picomatch(glob.replace(/\/\*\*$/, "/**/*"), { dot: true, noextglob: true });
        expect(createGlob([glob])(file)).toBe(oracle(file));
      }),
      { numRuns: 1500 },
    );
  });

  test("a text that is escaped matches itself, alone or as a part, and nothing else", () => {
    const character = fc.constantFrom(..."ab \\*?[]{},!-.^'$");
    const text = fc
      .string({ unit: character, minLength: 1, maxLength: 8 })
      .filter((value) => value.trim() !== "" && value !== "..");
    fc.assert(
      fc.property(text, text, (value, other) => {
        expect(createGlob([escapeGlob(value)])(value)).toBe(true);
        expect(createGlob([escapeGlob(value)])(other)).toBe(other === value);
        expect(createGlob([`out/*-${escapeGlob(value)}`])(`out/1-${value}`)).toBe(true);
        expect(createGlob(["a/**", `!a/${escapeGlob(value)}`])(`a/${other}`)).toBe(other !== value);
        expect(createGlob([`{${escapeGlob(value)},never}`])(value)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});

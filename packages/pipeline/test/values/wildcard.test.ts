import { evaluateExpression, literalWildcard, matchesWildcard } from "@headrace/pipeline";
import fc from "fast-check";
import { describe, expect, it } from "vitest";

describe("matchesWildcard", () => {
  it.each([
    ["main", "main", true],
    ["Main", "main", false],
    ["release/1.2/rc", "release/*", true],
    ["release", "release/*", false],
    ["feature/x", "*", true],
    ["", "*", true],
    ["", "?", false],
    ["v1.2", "v?.?", true],
    ["v10.2", "v?.?", false],
    ["hotfix-7", "hotfix-[0-9]", true],
    ["hotfix-x", "hotfix-[!0-9]", true],
    ["a]b", "a[]]b", true],
    ["a[b", "a[b", true],
    ["a-b", "a[x-]b", true],
    ["abcbcd", "a*bcd", true],
    ["aXbYc", "a*b*c", true],
    ["acb", "a*b*c", false],
    ["line\nbreak", "line*", true],
  ])("%j against %j is %j", (text, pattern, expected) => {
    expect(matchesWildcard(text, pattern)).toBe(expected);
  });

  it("takes no exponential time", () => {
    expect(matchesWildcard("a".repeat(20_000), `${"*a".repeat(50)}b`)).toBe(false);
  });

  it("matches a text taken literally, and nothing else", () => {
    const texts = fc.string({ unit: fc.constantFrom("a", "b", "*", "?", "[", "]", "!", "-", "/") });
    fc.assert(
      fc.property(texts, texts, (text, other) => {
        expect(matchesWildcard(other, literalWildcard(text))).toBe(other === text);
      }),
    );
  });

  it("is the function `matches` of expressions", () => {
    const functions = { success: () => true, failure: () => false, cancelled: () => false };
    const scope = { contexts: { git: { branch: "release/1.2" } }, functions };
    expect(evaluateExpression("matches(git.branch, 'release/*')", scope)).toBe(true);
    expect(evaluateExpression("matches(git.branch, 'Release/*')", scope)).toBe(false);
    expect(evaluateExpression("matches(git.none, '?*')", scope)).toBe(false);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { evaluateTemplate, evaluateValue, hasExpression, splitTemplate } from "../../src/expressions/index.ts";
import { scopeOf } from "./scope.ts";

describe("templates", () => {
  test("are split into literals and expressions with their places", () => {
    expect(splitTemplate("a ${{ b }}${{'}}'}} c")).toEqual([
      { kind: "literal", text: "a ", offset: 0 },
      { kind: "expression", source: " b ", offset: 2, sourceOffset: 5, end: 10 },
      { kind: "expression", source: "'}}'", offset: 10, sourceOffset: 13, end: 19 },
      { kind: "literal", text: " c", offset: 19 },
    ]);
    expect(splitTemplate("")).toEqual([]);
    expect(hasExpression("$ {{ x }}")).toBe(false);
  });

  test("an expression that is never closed has a place", () => {
    expect(splitTemplate("go ${{ 'it''s }} }}")).toEqual([
      { kind: "literal", text: "go ", offset: 0 },
      { kind: "unclosed", offset: 3 },
    ]);
    expect(() => evaluateTemplate("go ${{ x", scopeOf({}))).toThrow(
      expect.objectContaining({ code: "bad-expression", offset: 3 }),
    );
  });

  test("no character is lost", () => {
    const piece = fc.oneof(fc.string(), fc.constantFrom("${{", "}}", "'", "''", "${", "{{", "a"));
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        const text = pieces.join("");
        const rebuilt = splitTemplate(text).map((part) => {
          if (part.kind === "literal") return part.text;
          return part.kind === "unclosed" ? text.slice(part.offset) : `\${{${part.source}}}`;
        });
        expect(rebuilt.join("")).toBe(text);
      }),
    );
  });

  test("values become text as on GitHub", () => {
    const contexts = { v: { t: true, n: null, list: [1], object: {}, half: 0.5, big: 1e21, zero: -0, text: "x" } };
    const text =
      "${{ v.t }}|${{ v.n }}|${{ v.list }}|${{ v.object }}|${{ v.half }}|${{ v.zero }}|${{ v.text }}|${{ v.none.x }}";
    expect(evaluateTemplate(text, scopeOf(contexts))).toBe("true||Array|Object|0.5|0|x|");
  });

  test("one expression alone keeps its type", () => {
    const scope = scopeOf({ matrix: { node: 22, tags: ["a"] } });
    expect(evaluateValue(" ${{ matrix.node }} ", scope)).toBe(22);
    expect(evaluateValue("${{ matrix.tags }}", scope)).toEqual(["a"]);
    expect(evaluateValue("v${{ matrix.node }}", scope)).toBe("v22");
    expect(evaluateValue("${{ matrix.node }}${{ matrix.node }}", scope)).toBe("2222");
    expect(evaluateValue("plain", scope)).toBe("plain");
  });
});

import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalJson, sha256Hex } from "../../src/index.ts";

describe("canonical JSON", () => {
  test("the example of RFC 8785, section 3.2.2", () => {
    const value = {
      numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\u002f",
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],' +
        '"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  test("keys are sorted by UTF-16 units, as in section 3.2.3", () => {
    const keys = ["\u20ac", "\r", "\ufb33", "1", "\ud83d\ude00", "\u0080", "\u00f6"];
    const parsed: unknown = JSON.parse(canonicalJson(Object.fromEntries(keys.map((key) => [key, 0]))));
    expect(Object.keys(parsed ?? {})).toEqual(["1", "\r", "\u0080", "\u00f6", "\u20ac", "\ud83d\ude00", "\ufb33"]);
  });

  test("is the same value, and the same text for the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 5 }), (value) => {
        const plain: unknown = JSON.parse(JSON.stringify(value));
        fc.pre(wellFormed(plain));
        const text = canonicalJson(plain);
        expect(JSON.parse(text)).toEqual(plain);
        expect(canonicalJson(reversed(plain))).toBe(text);
      }),
    );
  });

  test("prototype names are keys, undefined is left out, what JSON cannot hold is refused", () => {
    expect(canonicalJson(JSON.parse('{"b":1,"__proto__":{"x":1},"constructor":2}'))).toBe(
      '{"__proto__":{"x":1},"b":1,"constructor":2}',
    );
    expect(canonicalJson({ a: undefined, b: 1 })).toBe('{"b":1}');
    const cycle: unknown[] = [];
    cycle.push(cycle);
    for (const value of [Number.NaN, Infinity, "\ud800", undefined, 1n, cycle, [() => 1]]) {
      expect(() => canonicalJson(value)).toThrow(/Canonical JSON cannot hold/);
    }
    const shared = { a: 1 };
    expect(canonicalJson([shared, shared])).toBe('[{"a":1},{"a":1}]');
  });
});

describe("SHA-256", () => {
  test("agrees with the platform", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 300 }), (text) => {
        expect(sha256Hex(text)).toBe(createHash("sha256").update(text).digest("hex"));
      }),
    );
    for (let length = 0; length < 200; length += 1) {
      const text = "x".repeat(length);
      expect(sha256Hex(text)).toBe(createHash("sha256").update(text).digest("hex"));
    }
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, member]) => [key, reversed(member)]),
  );
}

function wellFormed(value: unknown): boolean {
  return JSON.stringify(value).isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(value));
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCharacter } from "../../../test/any-character.ts";
import { parsePipeline } from "../src/index.ts";

const language = readFileSync(join(import.meta.dirname, "fixtures/definitions/language.yml"), "utf8");

function expectPlaces(text: string): void {
  const { diagnostics, pipeline } = parsePipeline(text);
  for (const { range } of diagnostics) {
    if (range === undefined) continue;
    expect(range.start.offset).toBeGreaterThanOrEqual(0);
    expect(range.end.offset).toBeGreaterThanOrEqual(range.start.offset);
    expect(range.end.offset).toBeLessThanOrEqual(text.length);
    expect(range.start.line).toBeGreaterThanOrEqual(1);
    expect(range.start.column).toBeGreaterThanOrEqual(1);
  }
  expect(pipeline === null).toBe(diagnostics.some(({ severity }) => severity === "error"));
}

describe("any text", () => {
  test("is read without throwing, and problems lie within it", () => {
    fc.assert(fc.property(fc.string({ unit: anyCharacter, maxLength: 200 }), expectPlaces), { numRuns: 300 });
  });

  test("made of the language's own marks is read without throwing", () => {
    const piece = fc.constantFrom(
      ..."name: |stages:|\n|  |    |a|b|- |[|]|{|}|: |, |needs|steps|run|${{ |}}|'|\"|&x |*x|<<|!!str |# |\t|>\n|when|matrix|git.branch|1|true|~|---\n".split(
        "|",
      ),
      "|\n",
    );
    const text = fc.array(piece, { maxLength: 60 }).map((pieces) => `name: a\nstages:\n  ${pieces.join("")}`);
    fc.assert(fc.property(text, expectPlaces), { numRuns: 300 });
  });

  test("that is the language's example with a part cut out or put twice is read without throwing", () => {
    const cut = fc.tuple(fc.nat(language.length), fc.nat(60), fc.boolean());
    const changed = cut.map(([at, length, twice]) =>
      twice ? language.slice(0, at + length) + language.slice(at) : language.slice(0, at) + language.slice(at + length),
    );
    fc.assert(fc.property(changed, expectPlaces), { numRuns: 120 });
  });
});

describe("the order of keys", () => {
  const lines = [
    "    needs: [build]",
    "    when: git.branch == 'x'",
    "    timeout: 5m",
    "    steps: [make]",
    "    secrets: [T]",
    "    varables: {}",
  ];
  test("does not change what is meant or reported", () => {
    const read = (order: readonly string[]) => {
      const text = `name: a\nstages:\n  build: { steps: [make] }\n  test:\n${order.join("\n")}\n`;
      return parsePipeline(text).diagnostics.map(({ code, message, path }) => [code, message, path]);
    };
    const expected = read(lines);
    expect(expected).toHaveLength(1);
    fc.assert(
      fc.property(fc.shuffledSubarray(lines, { minLength: lines.length }), (order) => {
        expect(read(order)).toEqual(expected);
      }),
      { numRuns: 50 },
    );
    const sound = lines.slice(0, -1);
    const model = (order: readonly string[]) =>
      parsePipeline(`stages:\n  build: { steps: [make] }\n  test:\n${order.join("\n")}\nname: a\n`).pipeline;
    expect(model(sound)).not.toBeNull();
    fc.assert(
      fc.property(fc.shuffledSubarray(sound, { minLength: sound.length }), (order) => {
        expect(model(order)).toEqual(model(sound));
      }),
      { numRuns: 50 },
    );
  });
});

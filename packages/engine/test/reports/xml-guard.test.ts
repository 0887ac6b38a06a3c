import fc from "fast-check";
import { expect, it } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import { createJunitParser } from "../../src/reports/junit-parser.ts";
import type { TestCase } from "../../src/reports/test-case.ts";

function parse(pieces: readonly string[]) {
  const cases: TestCase[] = [];
  const parser = createJunitParser((found) => cases.push(found));
  for (const piece of pieces) {
    parser.write(piece);
  }
  return { cases, broken: parser.end() };
}

const escaped = (text: string) =>
  text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\r", "&#13;")
    .replaceAll("\n", "&#10;")
    .replaceAll("\t", "&#9;");

const document = fc
  .array(
    fc.record({
      name: fc.string({ unit: "grapheme", minLength: 1 }),
      body: fc.string({ unit: anyCharacter, maxLength: 60 }),
      cdata: fc.boolean(),
      comment: fc.constantFrom("", "<!-- a > b 'c -->", "<?pi x?>"),
    }),
    { maxLength: 6 },
  )
  .map((cases) =>
    [
      '<?xml version="1.0"?><!DOCTYPE testsuite [<!ENTITY x "]>">]><testsuite name="s">',
      ...cases.map(({ name, body, cdata, comment }) => {
        const text = cdata ? `<![CDATA[${body.replaceAll("]]>", "]] >")}]]>` : escaped(body);
        return `${comment}<testcase name="${escaped(name)}"><failure>${text}</failure></testcase>`;
      }),
      "</testsuite>",
    ].join(""),
  );

it("reads a document alike however it is cut into pieces", () => {
  fc.assert(
    fc.property(document, fc.array(fc.nat(400), { maxLength: 20 }), (text, cuts) => {
      const characters = [...text];
      const marks = [0, ...[...cuts].sort((left, right) => left - right), characters.length];
      const pieces = marks.slice(1).map((end, index) => characters.slice(marks[index], end).join(""));
      const whole = parse([text]);
      expect(whole.broken).toBeNull();
      expect(parse(pieces)).toEqual(whole);
    }),
    { numRuns: 300 },
  );
});

it("never throws, and finds the same in any pieces, whatever it is given", () => {
  const soup = fc.array(
    fc.constantFrom(
      "<",
      ">",
      "&",
      "]]>",
      "<![CDATA[",
      "<!--",
      "-->",
      "<!DOCTYPE ",
      "[",
      "]",
      '"',
      "'",
      "/",
      "=",
      "a",
      "\n",
      "<testcase",
      "<testsuite>",
      "</testsuite>",
      "&#x0;",
      "&lt;",
      "\ufeff",
    ),
    { maxLength: 40 },
  );
  fc.assert(
    fc.property(soup, (pieces) => {
      // The parser tells a position only to the end of the piece it is in.
      const [cut, whole] = [parse(pieces), parse([pieces.join("")])];
      expect(cut.cases).toEqual(whole.cases);
      expect(cut.broken?.kind).toBe(whole.broken?.kind);
    }),
    { numRuns: 500 },
  );
});

it("refuses nesting and attributes without end", () => {
  expect(parse(["<testsuite>".repeat(500)]).broken).toMatchObject({ kind: "broken" });
  const attributes = Array.from({ length: 500 }, (_, index) => ` a${index}=""`).join("");
  expect(parse([`<testsuite${attributes}/>`]).broken).toMatchObject({ kind: "broken" });
});

it("does not take longer by the square for a text of ampersands", () => {
  const parser = createJunitParser(() => {});
  parser.write("<testsuite><testcase name='a'><error>");
  const steps = "&".repeat(65_536);
  for (let index = 0; index < 40; index++) {
    parser.write(steps);
  }
  expect(parser.end()).toMatchObject({ kind: "broken" });
});

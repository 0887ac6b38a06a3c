import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import { visibleParts, visibleText } from "../../src/common/visible-text.ts";
import { findLinks } from "../../src/pages/execution/logs/find-links.ts";
import { readLineRange, writeLineRange } from "../../src/pages/execution/logs/line-range.ts";
import { sinceThen } from "../../src/pages/execution/logs/log-times.ts";
import { parseAnsi } from "../../src/pages/execution/logs/parse-ansi.ts";
import { cssColour, styleOfText } from "../../src/pages/execution/logs/terminal-colours.ts";

const esc = "\u001b";

describe("colours of a terminal", () => {
  test("of 16, of 256 and true ones are told apart from the text, and reset", () => {
    const { parts, end } = parseAnsi(
      `${esc}[31mred ${esc}[38;5;208morange ${esc}[38;2;1;2;3mtrue ${esc}[48:5:17mon blue${esc}[0m plain`,
    );
    expect(parts).toEqual([
      { text: "red ", style: { foreground: 1 } },
      { text: "orange ", style: { foreground: 208 } },
      { text: "true ", style: { foreground: [1, 2, 3] } },
      { text: "on blue", style: { foreground: [1, 2, 3], background: 17 } },
      { text: " plain", style: {} },
    ]);
    expect(end).toEqual({});
  });

  test("go on in the next line until they are reset", () => {
    const first = parseAnsi(`${esc}[1;92mbold and bright`);
    expect(first.end).toEqual({ bold: true, foreground: 10 });
    expect(parseAnsi(`still${esc}[22;39m not`, first.end).parts).toEqual([
      { text: "still", style: { bold: true, foreground: 10 } },
      { text: " not", style: {} },
    ]);
  });

  test("are named as CSS names them", () => {
    expect([cssColour(1), cssColour(16), cssColour(231), cssColour(244), cssColour([1, 2, 3])]).toEqual([
      "var(--ansi-1)",
      "rgb(0 0 0)",
      "rgb(255 255 255)",
      "rgb(128 128 128)",
      "rgb(1 2 3)",
    ]);
  });

  test("never hide the text: not by being the same as what is behind, nor by asking for it", () => {
    expect(styleOfText({ foreground: 3, background: 3 })).toEqual({});
    expect(styleOfText({ hidden: true })).toEqual({ opacity: 0.7 });
  });

  test("other sequences are left out: titles, links, cursor movements, what is cut off", () => {
    const text = `a${esc}]0;title\u0007b${esc}]8;;javascript:alert(1)${esc}\\c${esc}[2Jd${esc}[10;20He${esc}(Bf${esc}[3`;
    expect(
      parseAnsi(text)
        .parts.map((part) => part.text)
        .join(""),
    ).toBe("abcdef");
  });

  test("of any line leave a part of it, in its order, and no escape", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", "1", ";", "[", "]", "m", esc, "\u0007", "38", "\\", "é")), (pieces) => {
        const line = pieces.join("");
        const text = parseAnsi(line)
          .parts.map((part) => part.text)
          .join("");
        expect(text).not.toContain(esc);
        let place = 0;
        for (const character of text) {
          place = line.indexOf(character, place);
          expect(place).toBeGreaterThanOrEqual(0);
          place += 1;
        }
      }),
    );
  });
});

describe("what is not seen", () => {
  test("is named: controls, turns of direction, blanks of no width", () => {
    expect(visibleText("a\u202eb\u0000\u200b\ufeff\u0007")).toBe("a[U+202E]b[NUL][U+200B][U+FEFF][BEL]");
    expect(visibleText("tab\tstays, é, 日本語 and 👩‍🚀 too")).toBe("tab\tstays, é, 日本語 and 👩‍🚀 too");
    expect(visibleText("\u{e0041}")).toBe("[U+E0041]");
  });

  test("loses nothing of the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(
          visibleParts(text)
            .map((part) => part.text)
            .join(""),
        ).toBe(text);
      }),
    );
  });
});

describe("links", () => {
  test.each([
    [
      "see https://example.org/a.",
      [{ text: "see " }, { text: "https://example.org/a", href: "https://example.org/a" }, { text: "." }],
    ],
    [
      "(http://a.example/b_(c))",
      [{ text: "(" }, { text: "http://a.example/b_(c)", href: "http://a.example/b_(c)" }, { text: ")" }],
    ],
    ["javascript://a.example/%0aalert(1)", [{ text: "javascript://a.example/%0aalert(1)" }]],
    ["file:///etc/passwd data:text/html,x", [{ text: "file:///etc/passwd data:text/html,x" }]],
    ["https://", [{ text: "https://" }]],
  ])("of %j", (text, parts) => expect(findLinks(text)).toEqual(parts));

  test("end before a character that would turn the address around", () => {
    expect(findLinks("https://a.example/\u202egpj")[0]).toEqual({
      text: "https://a.example/",
      href: "https://a.example/",
    });
  });

  test("lose nothing of the text, and lead to http and https alone", () => {
    const piece = fc.constantFrom(
      "https://",
      "http://",
      "a.example",
      "/",
      "(",
      ")",
      ".",
      " ",
      "javascript:",
      "\u202e",
      "@",
      "#",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        const text = pieces.join("");
        const parts = findLinks(text);
        expect(parts.map((part) => part.text).join("")).toBe(text);
        for (const { href } of parts) if (href !== undefined) expect(href).toMatch(/^https?:\/\//);
      }),
    );
  });
});

test.each([
  ["#L10", { first: 10, last: 10 }, "#L10"],
  ["#L20-L10", { first: 10, last: 20 }, "#L10-L20"],
  ["#L10-20", { first: 10, last: 20 }, "#L10-L20"],
  ["#L0", undefined, ""],
  ["#page", undefined, ""],
  ["", undefined, ""],
])("the fragment %j means %j", (fragment, range, written) => {
  expect(readLineRange(fragment)).toEqual(range);
  if (range !== undefined) expect(writeLineRange(range)).toBe(written);
});

test("times from the beginning", () => {
  expect([0, 64_230, 7_501_000, -5].map(sinceThen)).toEqual(["0:00.0", "1:04.2", "2:05:01.0", "0:00.0"]);
});

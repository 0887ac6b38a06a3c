import { PassThrough } from "node:stream";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createByteCopier } from "../../src/commands/logs/copy-bytes.ts";
import { onlyColors } from "../../src/output/only-colors.ts";

const color = new RegExp(`${"\u001b"}\\[[0-9;:]*m`, "g");

describe("what a terminal gets of a program's output", () => {
  test.each([
    [
      "\u001b[31mred\u001b[0m and \u001b[38;5;200mpink\u001b[m",
      "\u001b[31mred\u001b[0m and \u001b[38;5;200mpink\u001b[m",
    ],
    ["a\u001b[2J\u001b[1;1Hb", "ab"],
    ["\u001b]0;title\u0007a\u001b]52;c;aGk=\u001b\\b", "ab"],
    ["\u001b]0;never ended\nnext", "\nnext"],
    ["a\u009b2Jb\u009d0;t\u009cc\u0085d", "abcd"],
    ["\u001bc\u001b(0a\u0008\u0000\u007fb\u001b", "ab"],
    ["\u001b[\u001b[2Ja", "a"],
    ["\u001b[>4;1ma", "a"],
    ["  1 %\r 50 %\r100 %\nnext", "100 %\nnext"],
    ["\u001b[31m\u001b[0m\u001b[32m 50 %\r100 %\u001b[0m\r\r\n", "\u001b[0m\u001b[32m100 %\u001b[0m\r\n"],
    ["still going\r", "still going\r"],
    ["\tone\r\ntwo – ü 世\r\n", "\tone\r\ntwo – ü 世\r\n"],
  ])("%j becomes %j", (text, shown) => {
    expect(onlyColors(text)).toBe(shown);
  });

  test("nothing but colours steers the terminal, whatever was printed and however it was torn", () => {
    const piece = fc.constantFrom(
      "\u001b",
      "[",
      "]",
      "0",
      ";",
      "m",
      "J",
      "\u009b",
      "\u0007",
      "\\",
      "\r",
      "\n",
      "P",
      "é",
      "?",
      " ",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), fc.nat(40), (pieces, cut) => {
        const bytes = Buffer.from(pieces.join(""));
        const shown = copied(true, [bytes.subarray(0, cut), bytes.subarray(cut)]).toString("utf8");
        const left = shown.replaceAll(color, "").replaceAll(/\r(?=\n|$)/g, "");
        expect(left).not.toMatch(/[^\P{Cc}\n\t]/u);
      }),
    );
  });

  test("a pipe gets every byte", () => {
    const bytes = Buffer.from("\u001b[2Ja\u009b\n", "latin1");
    expect(copied(false, [bytes]).equals(bytes)).toBe(true);
  });

  test("a character torn between two reads is whole again", () => {
    const bytes = Buffer.from("€\nü");
    expect(copied(true, [bytes.subarray(0, 2), bytes.subarray(2, 5), bytes.subarray(5)]).toString()).toBe("€\nü\n");
  });
});

function copied(isTTY: boolean, pieces: readonly Buffer[]): Buffer {
  const stdout = Object.assign(new PassThrough({ highWaterMark: 1_000_000 }), { isTTY });
  const copier = createByteCopier({ stdout }, "");
  for (const piece of pieces) copier.copy(piece);
  copier.end();
  const read: unknown = stdout.read();
  return Buffer.isBuffer(read) ? read : Buffer.alloc(0);
}

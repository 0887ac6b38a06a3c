import { describe, expect, test } from "vitest";
import { linesThatTell, messageLines } from "../../src/pages/execution/message-lines.ts";

const texts = (message: string): readonly string[] => linesThatTell(message).map(({ text }) => text);

describe("a message of a test", () => {
  test("is its first line, and with a line that announces what differs, that", () => {
    expect(texts("expected 3, received 4\n    at test.js:3")).toEqual(["expected 3, received 4"]);
    expect(texts("\nExpected values to be strictly equal:\n\n5490 !== 5000\n\n[Error: …]")).toEqual([
      "Expected values to be strictly equal:",
      "5490 !== 5000",
    ]);
    expect(texts("Expected:\n\n{\n  a: 1\n}\n\nmore")).toEqual(["Expected:", "{", "  a: 1", "}"]);
    expect(texts("Differs:\n\n")).toEqual(["Differs:"]);
    expect(texts(" \n\n")).toEqual([]);
  });

  test("is shown line by line, without colours and the line ends of Windows", () => {
    expect(messageLines("\u001b[31mred\u001b[0m\r\nplain")).toEqual([
      { place: 0, text: "red" },
      { place: 14, text: "plain" },
    ]);
  });
});

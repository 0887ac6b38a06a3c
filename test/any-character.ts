import fc from "fast-check";

/** The halves of pairs, which are no characters. */
const surrogates = { from: 0xd800, count: 0x800 };

/**
 * Any character of Unicode, as the `unit` of a string. With fast-check's own "binary" a table of all 1.1 million is made and
 * kept: that takes two seconds, and 80 MB which every later collection of garbage in the worker goes through.
 */
export const anyCharacter: fc.Arbitrary<string> = fc
  .nat({ max: 0x10ffff - surrogates.count })
  .map((index) => String.fromCodePoint(index < surrogates.from ? index : index + surrogates.count), toIndex);

function toIndex(text: unknown): number {
  const code =
    typeof text === "string" && [...text].length === 1 && text.isWellFormed() ? text.codePointAt(0) : undefined;
  if (code === undefined) throw new Error("not one character");
  return code < surrogates.from ? code : code - surrogates.count;
}

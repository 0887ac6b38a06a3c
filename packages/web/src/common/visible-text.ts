/** Text as it is, or a character that would not be seen or would turn the text around, to be shown by its name. */
export type VisiblePart =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "hidden"; readonly text: string; readonly name: string };

/**
 * Controls but for the tab; marks, embeddings, overrides and isolates of the bidirectional algorithm (UAX #9); blanks of
 * no width; line and paragraph separators; and the tags, which no font shows.
 */
const hidden = /(?!\t)[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** Tells what can be seen from what is named instead, so that a text cannot show something else than it holds. */
export function visibleParts(text: string): readonly VisiblePart[] {
  const parts: VisiblePart[] = [];
  let position = 0;
  for (const match of text.matchAll(hidden)) {
    const [character] = match;
    if (isJoiner(text, match.index)) continue;
    if (match.index > position) parts.push({ kind: "text", text: text.slice(position, match.index) });
    parts.push({ kind: "hidden", text: character, name: nameOf(character) });
    position = match.index + character.length;
  }
  if (position < text.length) parts.push({ kind: "text", text: text.slice(position) });
  return parts;
}

/** The same as one plain text, for where no element can stand: a title, an option. */
export function visibleText(text: string): string {
  return visibleParts(text)
    .map((part) => (part.kind === "text" ? part.text : `[${part.name}]`))
    .join("");
}

/** Between two pictographs it makes one of them (UTS #51). */
function isJoiner(text: string, at: number): boolean {
  return (
    text[at] === "\u200d" &&
    /\p{Extended_Pictographic}\ufe0f?[\u{1f3fb}-\u{1f3ff}]?$/u.test(text.slice(Math.max(0, at - 5), at)) &&
    /^\p{Extended_Pictographic}/u.test(text.slice(at + 1, at + 3))
  );
}

const names = ["NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "TAB", "LF", "VT", "FF", "CR"];

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return names[code] ?? (code === 0x1b ? "ESC" : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`);
}

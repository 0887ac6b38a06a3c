import { parseAnsi } from "./logs/parse-ansi.ts";

/** A line of a message, without its colours. */
export interface MessageLine {
  /** Where it begins in the message: what it is known by. */
  readonly place: number;
  readonly text: string;
}

export function messageLines(message: string): readonly MessageLine[] {
  let place = 0;
  return message.split("\n").map((line) => {
    const at = place;
    place += line.length + 1;
    return { place: at, text: plainText(line.replace(/\r$/, "")) };
  });
}

/** Lines at most of what differs. */
const mostLines = 6;

/** The first line of a message; where that only announces what differs ("Expected values to be equal:"), that too. */
export function linesThatTell(message: string): readonly MessageLine[] {
  const lines = messageLines(message);
  const first = lines.findIndex(hasText);
  if (first === -1) return [];
  if (lines[first]?.text.trimEnd().endsWith(":") !== true) return lines.slice(first, first + 1);
  const rest = lines.slice(first + 1);
  const begin = rest.findIndex(hasText);
  if (begin === -1) return lines.slice(first, first + 1);
  const paragraph = rest.slice(begin);
  const end = paragraph.findIndex((line) => !hasText(line));
  const shown = paragraph.slice(0, Math.min(mostLines, end === -1 ? paragraph.length : end));
  return [...lines.slice(first, first + 1), ...shown];
}

/** A text as it reads without the colours that a terminal would give it. */
export function plainText(text: string): string {
  return parseAnsi(text)
    .parts.map((part) => part.text)
    .join("");
}

function hasText({ text }: MessageLine): boolean {
  return text.trim() !== "";
}

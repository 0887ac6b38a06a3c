import type { Entry, Source } from "./source.ts";
import { beginsLine, columnOf, lineEnd, lineStart, nextLine } from "./source.ts";

/** The lines that belong to an entry of a block: `from` the start of a line up to `to`, the start of another. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

/**
 * The lines of one entry of a block collection, undefined where it shares its first line with what it stands in
 * (`- name: x`). A comment belongs to what it stands directly above, one that is indented deeper to what is above it.
 */
export function extentOf(source: Source, entries: readonly Entry[], index: number): Extent | undefined {
  const { text } = source;
  const entry = entries[index];
  if (entry === undefined || !beginsLine(text, entry.start)) return undefined;
  const column = columnOf(text, entry.start);
  const previous = entries[index - 1];
  const floor = previous === undefined ? 0 : nextLine(text, previous.end);
  return {
    from: commentsAbove(text, lineStart(text, entry.start), { floor, column }),
    to: innerEnd(text, entry.end, column),
  };
}

function commentsAbove(
  text: string,
  from: number,
  { floor, column }: { readonly floor: number; readonly column: number },
): number {
  let start = from;
  while (start > floor) {
    const above = lineStart(text, start - 1);
    const line = text.slice(above, start);
    const indentation = line.length - line.trimStart().length;
    if (above < floor || !line.trimStart().startsWith("#") || indentation !== column) break;
    start = above;
  }
  return start;
}

/** After the entry's last line and the comments below it that are indented deeper than its key. */
function innerEnd(text: string, end: number, column: number): number {
  let to = nextLine(text, end);
  for (let at = to; at < text.length; at = nextLine(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    if (line.trim() === "") continue;
    if (!line.trimStart().startsWith("#") || line.length - line.trimStart().length <= column) break;
    to = nextLine(text, at);
  }
  return to;
}

/** Whether the line at this offset holds nothing. */
export function isBlankLine(text: string, offset: number): boolean {
  return offset < text.length && text.slice(offset, lineEnd(text, offset)).trim() === "";
}

/** Over the blank lines that begin at this start of a line. */
export function skipBlankLines(text: string, offset: number): number {
  let at = offset;
  while (isBlankLine(text, at)) at = nextLine(text, at);
  return at;
}

/** Back over the blank lines that end at this start of a line. */
export function beforeBlankLines(text: string, offset: number): number {
  let at = offset;
  while (at > 0) {
    const above = lineStart(text, at - 1);
    if (text.slice(above, at).trim() !== "") break;
    at = above;
  }
  return at;
}

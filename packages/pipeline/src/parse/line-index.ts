import type { Position, Range } from "../diagnostics/diagnostic.ts";

/** Turns offsets into lines and columns. The table of lines is built when the first position is asked for. */
export interface LineIndex {
  position(offset: number): Position;
  range(start: number, end: number): Range;
}

export function createLineIndex(text: string): LineIndex {
  let starts: number[] | undefined;

  function position(offset: number): Position {
    starts ??= lineStarts(text);
    const bounded = Math.max(0, Math.min(offset, text.length));
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= bounded) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: bounded - (starts[low] ?? 0) + 1, offset: bounded };
  }

  return {
    position,
    range: (start, end) => ({ start: position(start), end: position(Math.max(start, end)) }),
  };
}

/** YAML ends a line with LF, CR LF or a lone CR. */
function lineStarts(text: string): number[] {
  const starts = [0];
  for (let offset = 0; offset < text.length; offset += 1) {
    const unit = text.charCodeAt(offset);
    if (unit === 10 || (unit === 13 && text.charCodeAt(offset + 1) !== 10)) starts.push(offset + 1);
  }
  return starts;
}

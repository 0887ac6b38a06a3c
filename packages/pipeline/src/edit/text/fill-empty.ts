import type { NodeIndex } from "../../parse/source-document.ts";
import type { NewEntry } from "./insert.ts";
import type { Patch } from "./patch.ts";
import { indented } from "./render.ts";
import type { Entry, Source } from "./source.ts";
import { closingBracket, columnOf, isFlow, lineEnd } from "./source.ts";

export interface EmptyPlace {
  /** Where the empty collection stands; undefined when it is the whole text. */
  readonly place: { readonly parent: NodeIndex; readonly entry: Entry } | undefined;
  readonly list: boolean;
  readonly entries: readonly NewEntry[];
}

/** Puts the first entries into a collection that is empty: `{}`, `[]`, a key without a value, or a text of comments. */
export function fillEmpty(source: Source, { place, list, entries }: EmptyPlace): Patch {
  const { text, document, eol, unit } = source;
  const inBrackets = entries.map(({ flow }) => flow).join(", ");
  const brackets = list ? `[${inBrackets}]` : `{ ${inBrackets} }`;
  if (place === undefined) {
    const { root } = source;
    if (root !== undefined) {
      const range = { start: document.starts[root] ?? 0, end: closingBracket(source, root) + 1 };
      const block = entries.flatMap(({ lines }) => lines).join(eol);
      return { ...range, insert: source.json ? brackets : block };
    }
    const lead = text === "" || text.endsWith("\n") ? "" : eol;
    const block = entries.flatMap(({ lines }) => lines).join(eol);
    return { start: text.length, end: text.length, insert: `${lead}${block}${eol}` };
  }
  const { parent, entry } = place;
  const keyEnd = entry.key === undefined ? entry.start : (document.ends[entry.key] ?? entry.start);
  const colon = entry.key === undefined ? /^-?/ : /^\s*:/;
  const start = keyEnd + (colon.exec(text.slice(keyEnd))?.[0].length ?? 0);
  if (isFlow(source, parent) || source.json || entry.key === undefined) {
    const from = isFlow(source, parent) && entry.key === undefined ? entry.start : start;
    return { start: from, end: entry.end, insert: `${from === entry.start ? "" : " "}${brackets}` };
  }
  const column = columnOf(text, entry.start) + unit;
  const block = entries.flatMap(({ lines }) => lines).map((line) => eol + indented(line, column));
  // A comment behind the empty brackets stays in the line of the key.
  const end = lineEnd(text, entry.end);
  const comment = /^\s+#/.test(text.slice(entry.end, end)) ? text.slice(entry.end, end) : "";
  return { start, end: comment === "" ? entry.end : end, insert: comment + block.join("") };
}

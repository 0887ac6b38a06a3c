import type { NodeIndex } from "../../parse/source-document.ts";
import { refuse } from "../refused.ts";
import { extentOf, isBlankLine } from "./extent.ts";
import type { Patch } from "./patch.ts";
import { indented } from "./render.ts";
import type { Entry, Source } from "./source.ts";
import { beginsLine, closingBracket, columnOf, entriesIn, isFlow, lineEnd, lineStart } from "./source.ts";

/** What is to be put into a collection. */
export interface NewEntry {
  /** The lines of a block, relative to the collection's indentation. */
  readonly lines: readonly string[];
  /** The same within brackets. */
  readonly flow: string;
}

/** Puts entries into a collection that is not empty, after the entry with this number; -1 is before the first. */
export function insertEntries(
  source: Source,
  node: NodeIndex,
  { entries: added, after }: { readonly entries: readonly NewEntry[]; readonly after: number },
): readonly Patch[] {
  const entries = entriesIn(source, node);
  return isFlow(source, node)
    ? insertIntoFlow(source, { node, entries, added, after })
    : insertIntoBlock(source, { entries, added, after });
}

interface Insertion {
  readonly entries: readonly Entry[];
  readonly added: readonly NewEntry[];
  readonly after: number;
}

function insertIntoBlock(source: Source, { entries, added, after }: Insertion): readonly Patch[] {
  const { text, eol } = source;
  const [first] = entries;
  if (first === undefined) throw refuse("layout", "There is nothing beside which it could be put.");
  const column = columnOf(text, first.start);
  const spaced = isSpaced(source, entries);
  const blocks = added.map(({ lines }) => lines.map((line) => indented(line, column)).join(eol));
  const extent = after < 0 ? undefined : extentOf(source, entries, after);
  if (after < 0) {
    if (!beginsLine(text, first.start)) {
      // Beside a dash: the new entry takes the place of the first, which goes on in a line of its own.
      const body = blocks.join(eol).trimStart();
      return [{ start: first.start, end: first.start, insert: `${body}${eol}${" ".repeat(column)}` }];
    }
    const start = extentOf(source, entries, 0)?.from ?? lineStart(text, first.start);
    const insert = blocks.map((block) => `${block}${eol}${spaced ? eol : ""}`).join("");
    return [{ start, end: start, insert }];
  }
  const at = extent?.to ?? endOfLines(text, entries[after]);
  const lead = at > 0 && text.charAt(at - 1) !== "\n" ? eol : "";
  const insert = blocks.map((block) => `${spaced ? eol : ""}${block}`).join(eol);
  return [{ start: at, end: at, insert: `${lead}${insert}${lead === "" ? eol : ""}` }];
}

function endOfLines(text: string, entry: Entry | undefined): number {
  const end = lineEnd(text, entry?.end ?? 0);
  const broken = text.indexOf("\n", end);
  return broken === -1 ? text.length : broken + 1;
}

/** Whether blank lines stand between the entries. */
function isSpaced(source: Source, entries: readonly Entry[]): boolean {
  const extents = entries.map((_, index) => extentOf(source, entries, index));
  const gaps = extents.slice(0, -1).filter((extent) => extent !== undefined && isBlankLine(source.text, extent.to));
  return entries.length > 1 && gaps.length * 2 >= entries.length - 1;
}

function insertIntoFlow(
  source: Source,
  { node, entries, added, after }: Insertion & { readonly node: NodeIndex },
): readonly Patch[] {
  const { text, eol } = source;
  const next = entries[after + 1];
  const previous = entries[after];
  const lined = (entry: Entry | undefined) => entry !== undefined && beginsLine(text, entry.start);
  const separator = (entry: Entry) => (lined(entry) ? `,${eol}${" ".repeat(columnOf(text, entry.start))}` : ", ");
  if (next !== undefined) {
    const insert = added.map(({ flow }) => flow + separator(next)).join("");
    return [{ start: next.start, end: next.start, insert }];
  }
  if (previous === undefined) throw refuse("layout", "There is nothing beside which it could be put.");
  const closing = closingBracket(source, node);
  const trailing = /^\s*,/.exec(text.slice(previous.end, closing));
  const insert = added.map(({ flow }) => separator(previous) + flow).join("");
  if (trailing === null) return [{ start: previous.end, end: previous.end, insert }];
  // A comma is there already: the new entries are put after it, and end with one.
  const at = previous.end + trailing[0].length;
  const line = text.slice(at, lineEnd(text, at)).trim();
  const start = line.startsWith("#") && lined(previous) ? lineEnd(text, at) : at;
  return [{ start, end: start, insert: `${insert.slice(1)},` }];
}

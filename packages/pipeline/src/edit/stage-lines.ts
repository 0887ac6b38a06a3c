import type { Draft } from "./draft.ts";
import { extentOf } from "./text/extent.ts";
import type { Source } from "./text/source.ts";
import { columnOf, entriesIn, isFlow } from "./text/source.ts";

/** A stage's lines without indentation; undefined where they cannot stand elsewhere. */
export function stageLines(draft: Draft, id: string): readonly string[] | undefined {
  const source = draft.source();
  const node = stagesNode(source);
  if (node === undefined || isFlow(source, node)) return undefined;
  const entries = entriesIn(source, node);
  const index = entries.findIndex(({ name }) => name === id);
  const entry = entries[index];
  const extent = extentOf(source, entries, index);
  if (entry === undefined || extent === undefined || !entry.own) return undefined;
  const written = source.text.slice(extent.from, extent.to).replace(/\s+$/, "");
  // An anchor must not be defined twice, and an alias means nothing elsewhere.
  if (/(?:^|[\s[{,])[*&][\w-]/m.test(written)) return undefined;
  const column = columnOf(source.text, entry.start);
  return written
    .split(/\r?\n/)
    .map((line) => (line.slice(0, column).trim() === "" ? line.slice(column) : line.trimStart()));
}

function stagesNode(source: Source) {
  if (source.root === undefined) return undefined;
  return entriesIn(source, source.root).find(({ name }) => name === "stages")?.value;
}

import type { NodeIndex } from "../../parse/source-document.ts";
import { refuse } from "../refused.ts";
import { beforeBlankLines, extentOf, skipBlankLines } from "./extent.ts";
import type { Patch } from "./patch.ts";
import type { Entry, Source } from "./source.ts";
import { closingBracket, entriesIn, isFlow, lineStart, nextLine } from "./source.ts";

/** Takes entries out of a collection that keeps at least one. */
export function removeEntries(source: Source, node: NodeIndex, gone: ReadonlySet<number>): readonly Patch[] {
  const entries = entriesIn(source, node);
  const patches = isFlow(source, node)
    ? removeFromFlow(source, { node, entries, gone })
    : removeFromBlock(source, entries, gone);
  return merged(patches);
}

function removeFromBlock(source: Source, entries: readonly Entry[], gone: ReadonlySet<number>): readonly Patch[] {
  const { text } = source;
  return [...gone].map((index) => {
    const entry = entries[index];
    const extent = extentOf(source, entries, index);
    const follows = entries.some((_, other) => other > index && !gone.has(other));
    if (extent !== undefined) {
      if (follows) return { start: extent.from, end: skipBlankLines(text, extent.to), insert: "" };
      return { start: beforeBlankLines(text, extent.from), end: extent.to, insert: "" };
    }
    // The first entry beside a dash: the next one that stays takes its place.
    const next = entries.find((_, other) => other > index && !gone.has(other));
    if (entry === undefined || next === undefined) throw refuse("layout", "It shares its line with what it stands in.");
    if (text.slice(entry.end, next.start).includes("#")) {
      throw refuse("layout", "A comment stands between it and what follows in the same item; remove it in the text.");
    }
    return { start: entry.start, end: next.start, insert: "" };
  });
}

interface FlowRemoval {
  readonly node: NodeIndex;
  readonly entries: readonly Entry[];
  readonly gone: ReadonlySet<number>;
}

function removeFromFlow(source: Source, { node, entries, gone }: FlowRemoval): readonly Patch[] {
  const { text } = source;
  const lastKept = entries.findLastIndex((_, index) => !gone.has(index));
  return [...gone].map((index) => {
    const entry = entries[index];
    const [previous, next] = [entries[index - 1], entries[index + 1]];
    if (entry === undefined) throw refuse("layout", "It is not there.");
    if (index < lastKept && next !== undefined) return { start: entry.start, end: next.start, insert: "" };
    const between = text.slice(previous?.end ?? entry.start, entry.start);
    if (!between.includes("#")) return { start: previous?.end ?? entry.start, end: entry.end, insert: "" };
    const closing = closingBracket(source, node);
    return { start: lineStart(text, entry.start), end: Math.min(nextLine(text, entry.end), closing), insert: "" };
  });
}

/** Removals that touch or overlap are one. */
function merged(patches: readonly Patch[]): readonly Patch[] {
  const result: Patch[] = [];
  for (const patch of [...patches].sort((left, right) => left.start - right.start)) {
    const last = result.at(-1);
    if (last !== undefined && patch.start <= last.end) {
      result[result.length - 1] = { start: last.start, end: Math.max(last.end, patch.end), insert: "" };
    } else result.push(patch);
  }
  return result;
}

import type { NodeIndex } from "../../parse/source-document.ts";
import { refuse } from "../refused.ts";
import type { Patch } from "./patch.ts";
import type { Quote } from "./render.ts";
import { indented, renderAfterColon, renderFlow, renderItem, renderKey, renderScalar } from "./render.ts";
import type { Entry, Source } from "./source.ts";
import { columnOf, isFlow, lineEnd } from "./source.ts";

export interface Place {
  /** The collection it stands in. */
  readonly parent: NodeIndex;
  readonly entry: Entry;
}

/** Gives an entry another value. A value of one line keeps its quotes; what follows in its line stays. */
export function replaceValue(source: Source, { parent, entry }: Place, value: unknown): Patch {
  const { text, document, eol } = source;
  const flow = isFlow(source, parent);
  const isLine = typeof value !== "object" && !(typeof value === "string" && value.includes("\n"));
  if (entry.own && isLine && isOneLine(source, entry)) {
    const start = document.starts[entry.value] ?? 0;
    const end = document.ends[entry.value] ?? start;
    if (end > start) {
      return { start, end, insert: renderScalar(value, { json: source.json, flow, quote: quoteOf(source, entry) }) };
    }
  }
  const from = valueStart(source, entry, flow);
  const space = from > entry.start ? " " : "";
  if (flow) return { start: from, end: entry.end, insert: `${space}${renderFlow(value, source)}` };
  if (entry.key === undefined) {
    const [first = "", ...rest] = renderItem(value, source);
    const column = columnOf(text, entry.start);
    const lines = [first, ...rest.map((line) => indented(line, column))];
    return withComment(source, { start: entry.start, end: entry.end, insert: lines.join(eol) });
  }
  const column = columnOf(text, entry.start);
  const [first = "", ...rest] = renderAfterColon(value, { style: source, tall: entry.name === "steps" });
  const lines = [first === "" ? "" : `${space}${first}`, ...rest.map((line) => indented(line, column))];
  return withComment(source, { start: from, end: entry.end, insert: lines.join(eol) });
}

/** A comment behind a value that becomes several lines stays in the first of them. */
function withComment({ text, eol }: Source, patch: Patch): Patch {
  const end = lineEnd(text, patch.end);
  const comment = text.slice(patch.end, end);
  const at = patch.insert.indexOf(eol);
  if (at === -1 || !/^\s+#/.test(comment)) return patch;
  return { start: patch.start, end, insert: patch.insert.slice(0, at) + comment.trimEnd() + patch.insert.slice(at) };
}

/** After the colon of a pair, or where an item begins. */
function valueStart({ text, document }: Source, entry: Entry, flow: boolean): number {
  if (entry.key === undefined) return flow ? entry.start : entry.start;
  const keyEnd = document.ends[entry.key] ?? entry.start;
  const colon = /^\s*:/.exec(text.slice(keyEnd));
  if (colon === null) {
    throw refuse("layout", `The key "${entry.name}" is written without a value; write one in the text.`);
  }
  return keyEnd + colon[0].length;
}

/** Whether the value is a scalar that begins and ends in one line, and no block. */
function isOneLine({ text, document }: Source, { value }: Entry): boolean {
  if (document.kinds[value] !== "scalar") return false;
  const start = document.starts[value] ?? 0;
  const end = document.ends[value] ?? start;
  const before = text.slice(Math.max(0, start - 2), start);
  return !text.slice(start, end).includes("\n") && !/[\n|>]/.test(before);
}

function quoteOf({ text, document }: Source, { value }: Entry): Quote {
  const first = text.charAt(document.starts[value] ?? 0);
  return first === "'" ? "single" : first === '"' ? "double" : "none";
}

/** Gives a pair another key. */
export function replaceKey(source: Source, entry: Entry, name: string): Patch {
  const { document, text } = source;
  if (entry.key === undefined) throw refuse("bad-path", "An item of a list has no name.");
  const start = document.starts[entry.key] ?? 0;
  const end = document.ends[entry.key] ?? start;
  const first = text.charAt(start);
  if (first === '"') return { start, end, insert: JSON.stringify(name) };
  if (first === "'") return { start, end, insert: `'${name.replaceAll("'", "''")}'` };
  return { start, end, insert: renderKey(name, source) };
}

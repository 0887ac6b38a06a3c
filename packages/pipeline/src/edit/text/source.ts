import { readYaml } from "../../parse/read-yaml.ts";
import type { NodeIndex, SourceDocument } from "../../parse/source-document.ts";
import { entriesOf, plainValue } from "../../parse/source-document.ts";
import { refuse } from "../refused.ts";

/** A text that is edited in place: its nodes with their places, and the habits of who wrote it. */
export interface Source {
  readonly text: string;
  readonly document: SourceDocument;
  /** Absent while the text holds nothing but comments. */
  readonly root: NodeIndex | undefined;
  /** How its lines end. */
  readonly eol: "\n" | "\r\n";
  /** Spaces a level is indented by. */
  readonly unit: number;
  /** Whether it is written as JSON, which knows no plain words. */
  readonly json: boolean;
}

/** One member of a collection as it stands in the text. */
export interface Entry {
  /** Of the key, of the dash, or of the item of a `[…]`. */
  readonly start: number;
  /** After the last character of the value; spaces, commas and comments are not part of it. */
  readonly end: number;
  readonly name: string;
  /** Undefined for an item of a list. */
  readonly key: NodeIndex | undefined;
  readonly value: NodeIndex;
  /** Whether the value is written here, and is no alias of another. */
  readonly own: boolean;
}

const limits = { maxNodes: 200_000, maxDepth: 100 };

/** @throws Refused `unreadable` when the text has no structure to edit. */
export function readSource(text: string): Source {
  const { document, problems } = readYaml(text, limits);
  const [problem] = problems;
  if (problem !== undefined) {
    throw refuse("unreadable", `The text cannot be edited while it is broken: ${problem.message}`);
  }
  const { root } = document;
  const trimmed = text.trimStart();
  return {
    text,
    document,
    root: root !== undefined && document.kinds[root] === "scalar" && document.values[root] === null ? undefined : root,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
    unit: indentUnit(document, text),
    json: trimmed.startsWith("{") && /^\{\s*(?:"|\})/.test(trimmed),
  };
}

export function plainOf({ document, root }: Source): unknown {
  return root === undefined ? Object.create(null) : plainValue(document, root);
}

/** The indentation of the first nested block; two spaces where there is none. */
function indentUnit(document: SourceDocument, text: string): number {
  const { root } = document;
  if (root === undefined) return 2;
  for (const [, key, value] of entriesOf(document, root)) {
    if (document.kinds[value] !== "mapping") continue;
    const [first] = document.children[value] ?? [];
    if (first === undefined) continue;
    const at = document.starts[first] ?? 0;
    const width = columnOf(text, at) - columnOf(text, document.starts[key] ?? 0);
    const alone = text.slice(lineStart(text, at), at).trim() === "";
    if (alone && width > 0 && width <= 8) return width;
  }
  return 2;
}

export function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

/** The offset of the line's end, before its line break. */
export function lineEnd(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  if (end === -1) return text.length;
  return end > offset && text.charAt(end - 1) === "\r" ? end - 1 : end;
}

/** The offset after the line's break. */
export function nextLine(text: string, offset: number): number {
  const end = text.indexOf("\n", offset);
  return end === -1 ? text.length : end + 1;
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** Whether nothing but spaces stands before it in its line. */
export function beginsLine(text: string, offset: number): boolean {
  return text.slice(lineStart(text, offset), offset).trim() === "";
}

/** Whether the collection is written in brackets. */
export function isFlow({ document, text }: Source, node: NodeIndex): boolean {
  const first = text.charAt(document.starts[node] ?? 0);
  return document.kinds[node] !== "scalar" && (first === "{" || first === "[");
}

/** After the last character of a node, without the blank lines that follow a block. */
export function endOf(source: Source, node: NodeIndex): number {
  const { document, text } = source;
  const start = document.starts[node] ?? 0;
  if (isFlow(source, node)) return closingBracket(source, node) + 1;
  const last = document.kinds[node] === "scalar" ? undefined : entriesIn(source, node).at(-1);
  let end = last?.end ?? document.ends[node] ?? start;
  while (end > start && /\s/.test(text.charAt(end - 1))) end -= 1;
  return end;
}

/** Where the bracket that closes a flow collection stands. */
export function closingBracket(source: Source, node: NodeIndex): number {
  const { document, text } = source;
  const start = document.starts[node] ?? 0;
  const closing = text.charAt(start) === "{" ? "}" : "]";
  let at = entriesIn(source, node).at(-1)?.end ?? start + 1;
  // After the last value stand only spaces, commas and comments.
  while (at < text.length && text.charAt(at) !== closing) {
    if (text.charAt(at) === "#" && /\s/.test(text.charAt(at - 1))) at = lineEnd(text, at);
    else at += 1;
  }
  return at;
}

/** What a collection holds by itself: what it merges from elsewhere with `<<` is left out. */
export function entriesIn(source: Source, node: NodeIndex): readonly Entry[] {
  const { document } = source;
  if (document.kinds[node] === "mapping") {
    const start = document.starts[node] ?? 0;
    const end = document.ends[node] ?? start;
    return Array.from(entriesOf(document, node))
      .filter(
        ([, key]) => (document.starts[key] ?? 0) >= start && (document.starts[key] ?? 0) < Math.max(end, start + 1),
      )
      .map(([name, key, value]) => pairEntry(source, { name, key, value }));
  }
  return listEntries(source, node);
}

/** Whether a mapping takes members from elsewhere with `<<`. */
export function merges(source: Source, node: NodeIndex): boolean {
  const { document, text } = source;
  return /(?:^|[\s{,])<<\s*:/.test(text.slice(document.starts[node] ?? 0, document.ends[node]));
}

function pairEntry(
  source: Source,
  { name, key, value }: { readonly name: string; readonly key: NodeIndex; readonly value: NodeIndex },
): Entry {
  const { document, text } = source;
  const start = document.starts[key] ?? 0;
  const keyEnd = document.ends[key] ?? start;
  const own = (document.starts[value] ?? 0) >= keyEnd;
  const isEmpty = own && document.kinds[value] === "scalar" && document.starts[value] === document.ends[value];
  if (own && !isEmpty) return { start, end: endOf(source, value), name, key, value, own };
  const rest = /^\s*:?(?:[ \t]+[&!*][^\s,[\]{}]+)*/.exec(text.slice(keyEnd));
  return { start, end: keyEnd + (rest?.[0].trimEnd().length ?? 0), name, key, value, own };
}

function listEntries(source: Source, node: NodeIndex): readonly Entry[] {
  const { document, text } = source;
  const entries: Entry[] = [];
  const flow = isFlow(source, node);
  let after = (document.starts[node] ?? 0) + (flow ? 1 : 0);
  for (const value of document.children[node] ?? []) {
    const own = (document.starts[value] ?? 0) >= after;
    const start = flow ? itemStart(source, after) : dashAfter(text, after);
    const isEmpty = own && document.kinds[value] === "scalar" && document.starts[value] === document.ends[value];
    const from = flow ? start : start + 1;
    const rest = /^(?:[ \t]*[&!*][^\s,[\]{}]+)*/.exec(text.slice(from))?.[0].length ?? 0;
    const end = own && !isEmpty ? endOf(source, value) : from + rest;
    entries.push({ start, end, name: String(entries.length), key: undefined, value, own });
    after = end;
  }
  return entries;
}

/** The first character that is no space, comma or comment. */
function itemStart({ text }: Source, from: number): number {
  let at = from;
  while (at < text.length && /[\s,#]/.test(text.charAt(at))) {
    at = text.charAt(at) === "#" ? lineEnd(text, at) : at + 1;
  }
  return at;
}

function dashAfter(text: string, from: number): number {
  let at = from;
  while (at < text.length && text.charAt(at) !== "-") {
    at = text.charAt(at) === "#" ? lineEnd(text, at) : at + 1;
  }
  return at;
}

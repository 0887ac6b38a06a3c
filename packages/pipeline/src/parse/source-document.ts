import type { Scalar } from "./scalar.ts";

/** A node of a {@link SourceDocument}: an index into its columns. */
export type NodeIndex = number;

export type NodeKind = "scalar" | "sequence" | "mapping";

/**
 * A YAML text as columns: what each node is, where it stands, and what it holds. A node is an index, so a document
 * of 20,000 nodes is a few arrays and not 20,000 objects. An alias is the index of what it names, so one node may be
 * reached in several ways.
 */
export interface SourceDocument {
  readonly text: string;
  /** Absent when the text holds no document. */
  readonly root: NodeIndex | undefined;
  readonly kinds: readonly NodeKind[];
  /** Offsets of the first character, a quote included. */
  readonly starts: readonly number[];
  /** Offsets after the last character. */
  readonly ends: readonly number[];
  /** Of a scalar: its text, before the core schema gave it a type. */
  readonly texts: readonly string[];
  /** Of a scalar: its typed value. */
  readonly values: readonly Scalar[];
  /** Of a sequence: its items. Of a mapping: key, value, key, value. */
  readonly children: readonly (readonly NodeIndex[])[];
}

/** The pairs of a mapping, in the order of the text. */
export function* entriesOf(document: SourceDocument, node: NodeIndex): Generator<[string, NodeIndex, NodeIndex]> {
  const children = document.children[node] ?? [];
  for (let index = 0; index + 1 < children.length; index += 2) {
    const key = children[index] ?? 0;
    yield [document.texts[key] ?? "", key, children[index + 1] ?? 0];
  }
}

/** The value as plain data. Records have no prototype, so no key of a text can be mistaken for a method. */
export function plainValue(document: SourceDocument, node: NodeIndex): unknown {
  switch (document.kinds[node]) {
    case "sequence":
      return (document.children[node] ?? []).map((child) => plainValue(document, child));
    case "mapping": {
      const record: Record<string, unknown> = Object.create(null);
      for (const [key, , value] of entriesOf(document, node)) record[key] = plainValue(document, value);
      return record;
    }
    default:
      return document.values[node];
  }
}

import type { ModelPath, Range } from "@headrace/pipeline";

/** A value of a definition with its place: from a text, or from plain data, which has no ranges. */
export type SourceNode = ScalarNode | ListNode | MappingNode;

interface NodeBase {
  readonly path: ModelPath;
  readonly range?: Range;
}

export interface ScalarNode extends NodeBase {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  /** As it was written: `1.10` stays `1.10`. */
  readonly text: string;
}

export interface ListNode extends NodeBase {
  readonly kind: "list";
  readonly items: readonly SourceNode[];
}

export interface MappingNode extends NodeBase {
  readonly kind: "mapping";
  readonly entries: readonly MappingEntry[];
}

export interface MappingEntry {
  readonly key: string;
  readonly keyRange?: Range;
  readonly value: SourceNode;
}

/** The value as plain data; records have no prototype. */
export function plainValue(node: SourceNode): unknown {
  switch (node.kind) {
    case "scalar":
      return node.value;
    case "list":
      return node.items.map(plainValue);
    case "mapping": {
      const record: Record<string, unknown> = Object.create(null);
      for (const { key, value } of node.entries) record[key] = plainValue(value);
      return record;
    }
  }
}

/**
 * A persistent vector of fixed length: replacing one item copies a path of the 32-way tree,
 * at most three short arrays for 20,000 items, and leaves the old vector as it was.
 */
export interface Vector<Item> {
  readonly length: number;
  /** Levels of branches above the leaves. */
  readonly depth: number;
  readonly root: VectorNode<Item>;
}

type VectorNode<Item> =
  | { readonly kind: "leaf"; readonly items: readonly Item[] }
  | { readonly kind: "branch"; readonly children: readonly VectorNode<Item>[] };

const bits = 5;
const width = 1 << bits;

export function vectorOf<Item>(items: readonly Item[]): Vector<Item> {
  let level: VectorNode<Item>[] = chunks(items).map((chunk) => ({ kind: "leaf", items: chunk }));
  let depth = 0;
  while (level.length > 1) {
    level = chunks(level).map((children) => ({ kind: "branch", children }));
    depth += 1;
  }
  return { length: items.length, depth, root: level[0] ?? { kind: "leaf", items: [] } };
}

export function itemAt<Item>(vector: Vector<Item>, index: number): Item | undefined {
  if (!Number.isInteger(index) || index < 0 || index >= vector.length) return undefined;
  let node = vector.root;
  for (let shift = vector.depth * bits; node.kind === "branch"; shift -= bits) {
    const child: VectorNode<Item> | undefined = node.children[(index >>> shift) & (width - 1)];
    if (child === undefined) return undefined;
    node = child;
  }
  return node.items[index & (width - 1)];
}

/** The vector with one item replaced; the vector itself when the index is outside it. */
export function withItem<Item>(vector: Vector<Item>, index: number, item: Item): Vector<Item> {
  if (!Number.isInteger(index) || index < 0 || index >= vector.length) return vector;
  const replaceIn = (node: VectorNode<Item>, shift: number): VectorNode<Item> => {
    const slot = (index >>> shift) & (width - 1);
    if (node.kind === "leaf") return { kind: "leaf", items: node.items.with(slot, item) };
    const child = node.children[slot];
    if (child === undefined) return node;
    return { kind: "branch", children: node.children.with(slot, replaceIn(child, shift - bits)) };
  };
  return { ...vector, root: replaceIn(vector.root, vector.depth * bits) };
}

export function* itemsOf<Item>(vector: Vector<Item>): Generator<Item> {
  const visit = function* (node: VectorNode<Item>): Generator<Item> {
    if (node.kind === "leaf") yield* node.items;
    else for (const child of node.children) yield* visit(child);
  };
  yield* visit(vector.root);
}

function chunks<Item>(items: readonly Item[]): Item[][] {
  const result: Item[][] = [];
  for (let start = 0; start < items.length; start += width) result.push(items.slice(start, start + width));
  return result;
}

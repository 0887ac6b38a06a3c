/**
 * A persistent set of instances (or stages) kept in the order of their keys: an AVL tree.
 * Adding and removing copy one path, so the cost grows with the logarithm of what is in the set,
 * and every earlier set stays as it was. Iterating costs what is taken.
 */
export interface Entry {
  /** Smaller comes first: a negated priority, a time. */
  readonly primary: number;
  /** Among equals, smaller comes first: a negated rank. */
  readonly secondary: number;
  /** Among equals, the sequence number of the event that brought it here. */
  readonly order: number;
  readonly stage: number;
  /** Position among the stage's instances; 0 where the entry stands for the stage itself. */
  readonly instance: number;
}

export type OrderedSet = OrderedSetNode | null;

interface OrderedSetNode {
  readonly entry: Entry;
  readonly left: OrderedSet;
  readonly right: OrderedSet;
  readonly height: number;
}

export const emptySet: OrderedSet = null;

export function compareEntries(a: Entry, b: Entry): number {
  return (
    a.primary - b.primary ||
    a.secondary - b.secondary ||
    a.order - b.order ||
    a.stage - b.stage ||
    a.instance - b.instance
  );
}

export function withEntry(set: OrderedSet, entry: Entry): OrderedSet {
  if (set === null) return node(null, entry, null);
  const order = compareEntries(entry, set.entry);
  if (order === 0) return set;
  return order < 0
    ? balanced(withEntry(set.left, entry), set.entry, set.right)
    : balanced(set.left, set.entry, withEntry(set.right, entry));
}

export function withoutEntry(set: OrderedSet, entry: Entry): OrderedSet {
  if (set === null) return null;
  const order = compareEntries(entry, set.entry);
  if (order < 0) return balanced(withoutEntry(set.left, entry), set.entry, set.right);
  if (order > 0) return balanced(set.left, set.entry, withoutEntry(set.right, entry));
  if (set.left === null) return set.right;
  if (set.right === null) return set.left;
  const successor = firstOf(set.right);
  return balanced(set.left, successor, withoutEntry(set.right, successor));
}

/** The entries in order, lazily. */
export function* entriesOf(set: OrderedSet): Generator<Entry> {
  const path: OrderedSetNode[] = [];
  for (let next = set; next !== null || path.length > 0; ) {
    while (next !== null) {
      path.push(next);
      next = next.left;
    }
    const top = path.pop();
    if (top === undefined) return;
    yield top.entry;
    next = top.right;
  }
}

/** The entries of several sets in one order, lazily. */
export function* mergedEntries(sets: readonly OrderedSet[]): Generator<Entry> {
  const sources = sets.filter((set) => set !== null).map((set) => entriesOf(set));
  const heads = sources.map((source) => source.next());
  for (;;) {
    let least: { readonly entry: Entry; readonly source: number } | undefined;
    for (const [source, head] of heads.entries()) {
      if (head.done) continue;
      if (least === undefined || compareEntries(head.value, least.entry) < 0) least = { entry: head.value, source };
    }
    if (least === undefined) return;
    yield least.entry;
    const advanced = sources[least.source]?.next();
    if (advanced !== undefined) heads[least.source] = advanced;
  }
}

function firstOf(set: OrderedSetNode): Entry {
  let first = set;
  while (first.left !== null) first = first.left;
  return first.entry;
}

function heightOf(set: OrderedSet): number {
  return set === null ? 0 : set.height;
}

function node(left: OrderedSet, entry: Entry, right: OrderedSet): OrderedSetNode {
  return { entry, left, right, height: 1 + Math.max(heightOf(left), heightOf(right)) };
}

function balanced(left: OrderedSet, entry: Entry, right: OrderedSet): OrderedSetNode {
  const lean = heightOf(left) - heightOf(right);
  if (lean > 1 && left !== null) {
    if (heightOf(left.left) >= heightOf(left.right) || left.right === null) {
      return node(left.left, left.entry, node(left.right, entry, right));
    }
    const middle = left.right;
    return node(node(left.left, left.entry, middle.left), middle.entry, node(middle.right, entry, right));
  }
  if (lean < -1 && right !== null) {
    if (heightOf(right.right) >= heightOf(right.left) || right.left === null) {
      return node(node(left, entry, right.left), right.entry, right.right);
    }
    const middle = right.left;
    return node(node(left, entry, middle.left), middle.entry, node(middle.right, right.entry, right.right));
  }
  return node(left, entry, right);
}

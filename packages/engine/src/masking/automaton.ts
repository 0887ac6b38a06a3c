import { createSkipTable } from "./skip-table.ts";

/** A state that has read nothing of any needle. */
export const root = 0;

/**
 * Finds many byte strings in one pass (Aho and Corasick, "Efficient string matching", 1975).
 *
 * Failure links and transitions are worked out when a state is first visited, as lazy automata in
 * regular expression engines do it: adding a needle costs its length and not a rebuild, and the
 * memory follows what the text visits instead of needles × 256.
 */
export interface Automaton {
  /** Raised by each needle added: states of an older version mean nothing in a newer one. */
  readonly version: number;
  readonly size: number;
  add(needle: Uint8Array): void;
  /**
   * Runs over `bytes` from a state. `matched(end, length)` tells the longest needle that ends before
   * index `end`, for every index where one ends. Returns the state after the last byte.
   */
  scan(state: number, bytes: Uint8Array, matched: (end: number, length: number) => void): number;
  /** How many of the bytes read last could be the beginning of a needle. */
  depth(state: number): number;
}

/** Beyond this many visited states (1 KiB each) what was worked out is forgotten and begun again. */
const maxRows = 8192;
const unknown = -1;
const fewNodes = 16;
const fewRows = 1;

export function createAutomaton(): Automaton {
  let version = 0;
  let size = 0;
  let outdated = true;
  const skip = createSkipTable();

  // The trie: a node is an index; its children hang on a list. All begins small: most executions have no needle.
  let nodeCount = 1;
  let firstChild = new Int32Array(fewNodes);
  let nextSibling = new Int32Array(fewNodes);
  let parent = new Int32Array(fewNodes);
  let depthOf = new Int32Array(fewNodes);
  let byteOf = new Uint8Array(fewNodes);
  let terminal = new Uint8Array(fewNodes);
  // Worked out when first needed: failure link, and the longest needle that is a suffix of the node.
  let failure = new Int32Array(fewNodes).fill(unknown);
  let longest = new Int32Array(fewNodes).fill(unknown);
  let rowOfNode = new Int32Array(fewNodes).fill(unknown);
  const rootChild = new Int32Array(256);

  // A row holds the transitions of one visited node. An entry is the next row's offset; its low
  // byte, free because rows are 256 long, is 1 where a needle ends there, and 255 where unknown.
  let rows = new Int32Array(fewRows * 256).fill(unknown);
  let nodeOfRow = new Int32Array(fewRows);
  let rowCount = 0;

  function grow(): void {
    const length = firstChild.length * 2;
    firstChild = widened(firstChild, length);
    nextSibling = widened(nextSibling, length);
    parent = widened(parent, length);
    depthOf = widened(depthOf, length);
    byteOf = widenedBytes(byteOf, length);
    terminal = widenedBytes(terminal, length);
    failure = widened(failure, length);
    longest = widened(longest, length);
    rowOfNode = widened(rowOfNode, length);
  }

  function child(node: number, byte: number): number {
    if (node === root) return rootChild[byte] ?? 0;
    let candidate = firstChild[node] ?? 0;
    while (candidate !== 0 && byteOf[candidate] !== byte) candidate = nextSibling[candidate] ?? 0;
    return candidate;
  }

  function addChild(node: number, byte: number): number {
    if (nodeCount === firstChild.length) grow();
    const added = nodeCount;
    nodeCount += 1;
    byteOf[added] = byte;
    parent[added] = node;
    depthOf[added] = (depthOf[node] ?? 0) + 1;
    rowOfNode[added] = unknown;
    if (node === root) {
      rootChild[byte] = added;
    } else {
      nextSibling[added] = firstChild[node] ?? 0;
      firstChild[node] = added;
    }
    return added;
  }

  function add(needle: Uint8Array): void {
    if (needle.length === 0) return;
    let node: number = root;
    for (const byte of needle) node = child(node, byte) || addChild(node, byte);
    if (terminal[node] === 1) return;
    terminal[node] = 1;
    size += 1;
    version += 1;
    outdated = true;
    skip.add(needle);
  }

  /** Once for any number of needles added since the last scan. */
  function renew(): void {
    outdated = false;
    skip.renew();
    failure.fill(unknown, 0, nodeCount);
    longest.fill(unknown, 0, nodeCount);
    failure[root] = root;
    longest[root] = 0;
    forgetRows();
  }

  function forgetRows(): void {
    for (let row = 0; row < rowCount; row += 1) rowOfNode[nodeOfRow[row] ?? 0] = unknown;
    rows.fill(unknown, 0, rowCount * 256);
    rowCount = 0;
    rowFor(root);
  }

  function failureOf(node: number): number {
    // A loop instead of recursion: a needle of a megabyte must not overflow the stack.
    const unsettled: number[] = [];
    let settled = node;
    while (failure[settled] === unknown) {
      unsettled.push(settled);
      settled = parent[settled] ?? root;
    }
    for (let index = unsettled.length - 1; index >= 0; index -= 1) {
      const current = unsettled[index] ?? root;
      const above = parent[current] ?? root;
      failure[current] = above === root ? root : follow(failure[above] ?? root, byteOf[current] ?? 0);
    }
    return failure[node] ?? root;
  }

  /** The state after `byte`: the longest suffix of what was read that begins a needle. */
  function follow(from: number, byte: number): number {
    let node = from;
    for (;;) {
      const next = child(node, byte);
      if (next !== 0 || node === root) return next;
      node = failureOf(node);
    }
  }

  function longestOf(node: number): number {
    const path: number[] = [];
    let settled = node;
    while (longest[settled] === unknown) {
      path.push(settled);
      if (terminal[settled] === 1) break;
      settled = failureOf(settled);
    }
    let length = longest[settled] ?? 0;
    for (let index = path.length - 1; index >= 0; index -= 1) {
      const current = path[index] ?? root;
      if (terminal[current] === 1) length = depthOf[current] ?? 0;
      longest[current] = length;
    }
    return length;
  }

  function rowFor(node: number): number {
    const known = rowOfNode[node] ?? unknown;
    if (known !== unknown) return known;
    if ((rowCount + 1) * 256 > rows.length) {
      const more = new Int32Array(rows.length * 2).fill(unknown);
      more.set(rows);
      rows = more;
      nodeOfRow = widened(nodeOfRow, nodeOfRow.length * 2);
    }
    const row = rowCount * 256;
    nodeOfRow[rowCount] = node;
    rowOfNode[node] = row;
    rowCount += 1;
    return row;
  }

  /** Works out one transition and returns its entry. */
  function settle(row: number, byte: number): number {
    const next = follow(nodeOfRow[row >>> 8] ?? root, byte);
    let from = row;
    if (rowCount >= maxRows && rowOfNode[next] === unknown) {
      const node = nodeOfRow[row >>> 8] ?? root;
      forgetRows();
      from = rowFor(node);
    }
    const entry = rowFor(next) | (longestOf(next) > 0 ? 1 : 0);
    rows[from + byte] = entry;
    return entry;
  }

  function scan(state: number, bytes: Uint8Array, matched: (end: number, length: number) => void): number {
    if (outdated) renew();
    const { length } = bytes;
    let row = rowFor(state);
    let table = rows;
    for (let index = 0; index < length; index += 1) {
      if (row === root) {
        index = skip.ahead(bytes, index);
        if (index >= length) break;
      }
      const byte = bytes[index] ?? 0;
      let entry = table[row + byte] ?? unknown;
      if ((entry & 255) === 0) {
        row = entry;
        continue;
      }
      if (entry === unknown) {
        entry = settle(row, byte);
        table = rows;
      }
      row = entry & ~255;
      if ((entry & 1) !== 0) matched(index + 1, longest[nodeOfRow[row >>> 8] ?? root] ?? 0);
    }
    return nodeOfRow[row >>> 8] ?? root;
  }

  function depth(state: number): number {
    if (outdated) renew();
    let node = state;
    // A needle that no longer one begins with is over: only a suffix of it can still begin another.
    while (node !== root && firstChild[node] === 0) node = failureOf(node);
    return depthOf[node] ?? 0;
  }

  return {
    get version() {
      return version;
    },
    get size() {
      return size;
    },
    add,
    scan,
    depth,
  };
}

function widened(array: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const wider = new Int32Array(length);
  wider.set(array);
  return wider;
}

function widenedBytes(array: Uint8Array<ArrayBuffer>, length: number): Uint8Array<ArrayBuffer> {
  const wider = new Uint8Array(length);
  wider.set(array);
  return wider;
}

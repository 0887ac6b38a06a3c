import type { Layers } from "./levels.ts";
import { at, type Links } from "./links.ts";

/** Targets looked at together: memory stays at 512 bytes a stage however large the graph is. */
const blockBits = 4096;
const blockWords = blockBits / 32;

/**
 * The needs that other needs already imply, by stage: `deploy` needs `build` and `test`, and `test` needs `build`.
 * Without them the graph is its transitive reduction. Needs of stages in or after a cycle are never among them.
 */
export function impliedNeedsOf(links: Links, layers: Layers): readonly ReadonlySet<number>[] {
  const implied = links.ids.map(() => new Set<number>());
  const place = new Int32Array(links.ids.length).fill(-1);
  for (const [position, index] of layers.order.entries()) place[index] = position;
  const ancestors = new Uint32Array(layers.order.length * blockWords);
  for (let first = 0; first < layers.order.length; first += blockBits) {
    ancestors.fill(0);
    for (const [position, index] of layers.order.entries()) {
      if (position >= first) gatherAncestors({ links, place, ancestors, first, implied }, index, position);
    }
  }
  return implied;
}

interface Pass {
  readonly links: Links;
  /** A stage's position in the order of work. */
  readonly place: Int32Array;
  /** By position: a bit for each ancestor whose position is in the block. */
  readonly ancestors: Uint32Array;
  readonly first: number;
  readonly implied: readonly Set<number>[];
}

function gatherAncestors({ links, place, ancestors, first, implied }: Pass, index: number, position: number): void {
  const row = position * blockWords;
  const needs = at(links.needs, index);
  for (const need of needs) {
    const from = (place[need] ?? 0) * blockWords;
    for (let word = 0; word < blockWords; word += 1) {
      ancestors[row + word] = (ancestors[row + word] ?? 0) | (ancestors[from + word] ?? 0);
    }
  }
  // Before the direct needs are added, the row holds what the needs themselves wait for.
  for (const need of needs) {
    const bit = (place[need] ?? 0) - first;
    if (bit < 0 || bit >= blockBits) continue;
    const word = row + (bit >>> 5);
    if (((ancestors[word] ?? 0) >>> (bit & 31)) & 1) implied[index]?.add(need);
  }
  for (const need of needs) {
    const bit = (place[need] ?? 0) - first;
    if (bit < 0 || bit >= blockBits) continue;
    const word = row + (bit >>> 5);
    ancestors[word] = (ancestors[word] ?? 0) | (1 << (bit & 31));
  }
}

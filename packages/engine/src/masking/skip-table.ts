/**
 * Passes over bytes at which no needle can begin, several at a time, by looking at every few bytes
 * only (Wu and Manber, "A fast algorithm for multi-pattern searching", 1994): three bytes that stand
 * in no needle's beginning rule out all needles that would reach over them.
 */
export interface SkipTable {
  add(needle: Uint8Array): void;
  /** To be called after `add`, before `ahead`. */
  renew(): void;
  /** The first index from `index` on at which a needle could begin, or too near to the end to say. */
  ahead(bytes: Uint8Array, index: number): number;
}

/** Longer beginnings allow longer steps, up to what a step can gain. */
const longestBeginning = 32;
const blockLength = 3;
const tableBits = 15;

export function createSkipTable(): SkipTable {
  const beginnings: Uint8Array[] = [];
  /** As many bytes as the shortest needle has, so that a beginning of each needle is looked for. */
  let width = longestBeginning;
  /** Made when there is a needle: most executions have none. */
  let steps = new Uint8Array(0);

  function add(needle: Uint8Array): void {
    beginnings.push(needle.slice(0, longestBeginning));
    width = Math.min(width, needle.length);
  }

  function renew(): void {
    // Fewer bytes than a block would fit nowhere: every index is looked at.
    if (width < blockLength) return;
    if (steps.length === 0) steps = new Uint8Array(1 << tableBits);
    steps.fill(width - blockLength + 1);
    for (const beginning of beginnings) {
      for (let last = blockLength - 1; last < width; last += 1) {
        const slot = hash(beginning[last - 2] ?? 0, beginning[last - 1] ?? 0, beginning[last] ?? 0);
        steps[slot] = Math.min(steps[slot] ?? 0, width - 1 - last);
      }
    }
  }

  function ahead(bytes: Uint8Array, index: number): number {
    if (width < blockLength) return index;
    const { length } = bytes;
    let last = index + width - 1;
    while (last < length) {
      const step = steps[hash(bytes[last - 2] ?? 0, bytes[last - 1] ?? 0, bytes[last] ?? 0)] ?? 0;
      if (step === 0) break;
      last += step;
    }
    return last - width + 1;
  }

  return { add, renew, ahead };
}

function hash(first: number, second: number, third: number): number {
  return ((first << 10) ^ (second << 5) ^ third) & ((1 << tableBits) - 1);
}

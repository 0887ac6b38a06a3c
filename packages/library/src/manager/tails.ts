/** Keeps the end of each stage's output. Memory is bounded by the number of stages. */
export interface Tails {
  add(stage: string, bytes: Buffer): void;
  texts(): ReadonlyMap<string, string>;
}

const limit = 64 * 1024;

export function createTails(): Tails {
  const tails = new Map<string, { chunks: Buffer[]; size: number }>();
  return {
    add(stage, bytes) {
      const tail = tails.get(stage) ?? { chunks: [], size: 0 };
      tails.set(stage, tail);
      tail.chunks.push(bytes);
      tail.size += bytes.length;
      if (tail.size > 2 * limit) {
        // A copy, so that the large chunks the tail was part of can be forgotten.
        const kept = Buffer.from(Buffer.concat(tail.chunks).subarray(-limit));
        tail.chunks = [kept];
        tail.size = kept.length;
      }
    },
    texts: () =>
      new Map(Array.from(tails, ([stage, { chunks }]) => [stage, wholeLines(Buffer.concat(chunks).subarray(-limit))])),
  };
}

/** Without the character that the cut has split. */
function wholeLines(bytes: Buffer): string {
  let start = 0;
  while (start < 4 && ((bytes[start] ?? 0) & 0xc0) === 0x80) start++;
  return bytes.toString("utf8", start);
}

import { promisify } from "node:util";
import { constants, zstdCompress } from "node:zlib";

const compress = promisify(zstdCompress);

/** Blocks at work at once: the memory this takes is twice this many blocks. */
const blocksAtOnce = 4;

/** What one turn of the compressor gives at most. */
const chunkSize = 1024 * 1024;

const params = {
  // Measured: the fastest level that still finds the repetition in text; higher ones halve the speed to save a tenth.
  // What cannot be compressed passes at some 1 GB/s.
  [constants.ZSTD_c_compressionLevel]: 1,
  // Whoever unpacks sees damage by it.
  [constants.ZSTD_c_checksumFlag]: 1,
};

/**
 * Compresses to zstd: a frame for each block, one after another, which every zstd reader takes as one stream. Blocks are
 * independent of each other, so that several cores can work.
 * Node's own compressing stream uses one core, and breaks when it is told to use more.
 * Memory stays the same however long the source is. A block must not be changed after it was given.
 */
export async function* compressBlocks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const working: Promise<Buffer>[] = [];
  try {
    for await (const block of source) {
      const frame = compress(block, { params, chunkSize });
      // Seen when its turn comes; if the source fails first it is never awaited.
      frame.catch(() => undefined);
      working.push(frame);
      const first = working.length < blocksAtOnce ? undefined : working.shift();
      if (first !== undefined) yield await first;
    }
    for (const frame of working.splice(0)) yield await frame;
  } finally {
    await Promise.allSettled(working);
  }
}

import { promisify } from "node:util";
import { constants, zstdCompress, zstdCompressSync } from "node:zlib";
import { rawFrame } from "./raw-frame.ts";

const compress = promisify(zstdCompress);

/** Blocks at work at once: the memory this takes is twice this many blocks. */
const blocksAtOnce = 4;

/** Measured: level 1 is the fastest that still finds the repetition in text; higher ones halve the speed to save a tenth. */
const parameters = { [constants.ZSTD_c_compressionLevel]: 1 };

/**
 * Compresses to zstd: a frame for each block, one after another, which every zstd reader takes as one stream. Blocks are
 * independent of each other, so that several cores can work.
 * Node's own compressing stream uses one core, and breaks when it is told to use more.
 * Memory stays the same however long the source is. A block must not be changed after it was given.
 */
export async function* compressBlocks(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const working: Promise<readonly Buffer[]>[] = [];
  try {
    for await (const block of source) {
      const frame = compressBlock(block);
      // Seen when its turn comes; if the source fails first it is never awaited.
      frame.catch(() => undefined);
      working.push(frame);
      if (working.length >= blocksAtOnce) yield* (await working.shift()) ?? [];
    }
    for (const frame of working.splice(0)) yield* await frame;
  } finally {
    await Promise.allSettled(working);
  }
}

async function compressBlock(block: Buffer): Promise<readonly Buffer[]> {
  if (!looksCompressible(block)) return rawFrame(block);
  return [await compress(block, { params: parameters, chunkSize: Math.max(64 * 1024, block.length >> 2) })];
}

/** Bytes of each sample and how many are taken, spread over the block. */
const sampleBytes = 4 * 1024;
const sampleCount = 4;

/** Already compressed content (archives, images, packages) is stored as it is: trying costs more than all the rest. */
function looksCompressible(block: Buffer): boolean {
  if (block.length < sampleBytes * sampleCount) return true;
  const step = Math.floor((block.length - sampleBytes) / (sampleCount - 1));
  const samples = Array.from({ length: sampleCount }, (_, index) =>
    block.subarray(index * step, index * step + sampleBytes),
  );
  return samples.some((sample) => zstdCompressSync(sample, { params: parameters }).length < sampleBytes * 0.95);
}

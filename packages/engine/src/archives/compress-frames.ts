import { promisify } from "node:util";
import { constants, zstdCompress, zstdCompressSync } from "node:zlib";
import { rawFrame } from "./raw-frame.ts";

const compress = promisify(zstdCompress);

/** Bytes compressed as one piece; pieces are independent of each other, so several cores can work. */
const blockBytes = 4 * 1024 * 1024;

/** Blocks at work at once: the memory this takes is twice this many blocks. */
const blocksAtOnce = 4;

/** Measured: level 1 is the fastest that still finds the repetition in text; higher ones halve the speed to save a tenth. */
const parameters = { [constants.ZSTD_c_compressionLevel]: 1 };

/**
 * Compresses to zstd: one frame for each 4 MiB, put one after another, which every zstd reader takes as one stream.
 * Node's own compressing stream uses one core, and breaks when it is told to use more.
 * Memory stays the same however long the source is.
 */
export async function* compressFrames(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const working: Promise<readonly Buffer[]>[] = [];
  try {
    for await (const block of blocksOf(source)) {
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
  return [await compress(block, { params: parameters, chunkSize: blockBytes / 4 })];
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

async function* blocksOf(source: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafeSlow(blockBytes);
  let filled = 0;
  for await (const chunk of source) {
    for (let offset = 0; offset < chunk.length; ) {
      const copied = chunk.copy(block, filled, offset);
      offset += copied;
      filled += copied;
      if (filled < blockBytes) continue;
      yield block;
      block = Buffer.allocUnsafeSlow(blockBytes);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}

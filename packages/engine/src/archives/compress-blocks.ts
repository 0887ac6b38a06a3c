import { promisify } from "node:util";
import { constants, zstdCompress, zstdCompressSync } from "node:zlib";
import { rawFrame } from "./raw-frame.ts";

const compress = promisify(zstdCompress);

/** Blocks at work at once: the memory this takes is twice this many blocks. */
const blocksAtOnce = 4;

/** What one turn of the compressor gives at most. */
const chunkSize = 512 * 1024;

const params = {
  // Measured: the fastest level that still finds the repetition in text; higher ones halve the speed to save a tenth.
  [constants.ZSTD_c_compressionLevel]: 1,
  // Whoever unpacks sees damage by it.
  [constants.ZSTD_c_checksumFlag]: 1,
};

/**
 * Compresses to zstd: a frame for each block, one after another, which every zstd reader takes as one stream. Blocks are
 * independent of each other, so that several cores can work.
 * Node's own compressing stream uses one core, and breaks when it is told to use more.
 * Memory stays the same however long the source is. A block must not be changed until it is given back: when the next
 * piece is asked for, no piece before is used any more.
 */
export async function* compressBlocks(
  source: AsyncIterable<Buffer>,
  giveBack: (block: Buffer) => void,
): AsyncGenerator<Buffer> {
  const working: Promise<Frame>[] = [];
  const piecesOf = async function* (frame: Promise<Frame>): AsyncGenerator<Buffer> {
    const { pieces, block } = await frame;
    yield* pieces;
    giveBack(block);
  };
  try {
    for await (const block of source) {
      const frame = frameOf(block);
      // Seen when its turn comes; if the source fails first it is never awaited.
      frame.catch(() => undefined);
      working.push(frame);
      const first = working.length < blocksAtOnce ? undefined : working.shift();
      if (first !== undefined) yield* piecesOf(first);
    }
    for (const frame of working.splice(0)) yield* piecesOf(frame);
  } finally {
    await Promise.allSettled(working);
  }
}

interface Frame {
  readonly pieces: readonly Buffer[];
  readonly block: Buffer;
}

async function frameOf(block: Buffer): Promise<Frame> {
  // The frame tells its size: whoever unpacks knows how much room its content takes.
  const options = { params, chunkSize, pledgedSrcSize: block.length };
  return { pieces: looksCompressible(block) ? [await compress(block, options)] : rawFrame(block), block };
}

/** Bytes of each sample, and how many are taken, spread over the block. */
const sampleBytes = 4 * 1024;
const samples = 4;

/**
 * What is compressed already (archives, images, packages) is stored as it is. zstd finds that out too, but takes a
 * processor second a gigabyte for it and copies everything twice: storing was a fifth slower on two cores.
 */
function looksCompressible(block: Buffer): boolean {
  if (block.length < sampleBytes * samples) return true;
  const step = Math.floor((block.length - sampleBytes) / (samples - 1));
  for (let start = 0; start < block.length; start += step) {
    const sample = block.subarray(start, start + sampleBytes);
    if (zstdCompressSync(sample, { params, chunkSize: 2 * sampleBytes }).length < sampleBytes * 0.95) return true;
  }
  return false;
}

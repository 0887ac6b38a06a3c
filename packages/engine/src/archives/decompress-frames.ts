import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { createZstdDecompress, zstdDecompress } from "node:zlib";
import { buffersOf } from "./buffers-of.ts";
import { createByteTaker } from "./byte-taker.ts";
import { readFrame } from "./read-frame.ts";

const decompress = promisify(zstdDecompress);

/** Frames at work at once: the memory this takes is that many blocks of an archive, compressed and not. */
const framesAtOnce = 2;

/** What one turn of the stream's decompressor gives at most. */
const chunkSize = 1024 * 1024;

/**
 * What a zstd stream holds. Frames as `compressBlocks` makes them are unpacked side by side, and what they hold as it is is
 * not even copied; larger ones are unpacked as streams. Node's own stream takes what follows the first frame of a chunk for
 * garbage. Fails as the source does, or as zstd.
 */
export async function* decompressFrames(source: AsyncIterable<unknown>): AsyncGenerator<Buffer> {
  const bytes = createByteTaker(buffersOf(source));
  const working: Promise<readonly Buffer[]>[] = [];
  try {
    for (let frame = await readFrame(bytes); frame !== undefined; frame = await readFrame(bytes)) {
      if (frame.kind === "large") {
        for (const content of working.splice(0)) yield* await content;
        yield* streamed(frame.frame);
        continue;
      }
      const content = frame.kind === "raw" ? Promise.resolve(frame.pieces) : contentOf(frame);
      // Seen when its turn comes; if the source fails first it is never awaited.
      content.catch(() => undefined);
      working.push(content);
      const first = working.length < framesAtOnce ? undefined : working.shift();
      if (first !== undefined) yield* await first;
    }
    for (const content of working.splice(0)) yield* await content;
  } finally {
    await Promise.allSettled(working);
    await bytes.close();
  }
}

async function contentOf({
  frame,
  size,
}: {
  readonly frame: Buffer;
  readonly size: number;
}): Promise<readonly Buffer[]> {
  // Room for all of it and a little more, so that one turn is enough.
  return [await decompress(frame, { maxOutputLength: size + 1, chunkSize: size + 64 })];
}

async function* streamed(content: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const stream = createZstdDecompress({ chunkSize });
  const feeding = pipeline(content, stream);
  // It ends the stream with the same error.
  feeding.catch(() => undefined);
  yield* buffersOf(stream);
}

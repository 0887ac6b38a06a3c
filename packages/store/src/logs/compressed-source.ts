import { Buffer } from "node:buffer";
import type { FileHandle } from "node:fs/promises";
import { promisify } from "node:util";
import { zstdDecompress } from "node:zlib";
import { lastAtMost } from "./last-at-most.ts";
import type { LogSource } from "./log-source.ts";
import { type Frame, footerBytes, readSeekTable, seekTableBytes } from "./seek-table.ts";

const decompress = promisify(zstdDecompress);

/** A log of which any part is read by unpacking the frames that it lies in. Throws for a damaged one. */
export async function compressedSource(file: FileHandle): Promise<LogSource> {
  const frames = await readFrames(file).catch(async (cause: unknown) => {
    await file.close();
    throw cause;
  });
  const starts = frames.map(({ start }) => start);
  const size = frames.reduce((sum, frame) => sum + frame.size, 0);
  /** By their places: the one that was read last, and the one behind it where one was read after the other. */
  const unpacked = new Map<number, Promise<Buffer>>();

  async function unpack(place: number): Promise<Buffer> {
    const { position, length, size: whole } = frames[place] ?? nothing;
    const packed = await readWhole(file, position, length);
    try {
      const content = await decompress(packed, { maxOutputLength: whole, chunkSize: Math.max(64, whole) });
      if (content.length === whole) return content;
    } catch (cause) {
      throw damaged(cause);
    }
    throw damaged();
  }

  function contentOf(place: number): Promise<Buffer> {
    const content = unpacked.get(place) ?? unpack(place);
    const goesOn = unpacked.has(place - 1);
    const next = unpacked.get(place + 1);
    unpacked.clear();
    unpacked.set(place, content);
    if (next !== undefined) unpacked.set(place + 1, next);
    else if (goesOn && place + 1 < frames.length) {
      const ahead = unpack(place + 1);
      // Seen when it is read.
      ahead.catch(() => undefined);
      unpacked.set(place + 1, ahead);
    }
    return content;
  }

  return {
    size: async () => size,
    async read(target, position) {
      let filled = 0;
      while (filled < target.length) {
        const place = lastAtMost(starts, position + filled);
        const frame = frames[place];
        if (frame === undefined || position + filled >= size) break;
        const content = await contentOf(place);
        filled += content.copy(target, filled, position + filled - frame.start);
      }
      return filled;
    },
    changedAt: async () => Math.trunc((await file.stat()).mtimeMs),
    close: () => file.close(),
  };
}

async function readFrames(file: FileHandle): Promise<readonly Frame[]> {
  const { size } = await file.stat();
  const bytes = seekTableBytes(await readWhole(file, size - footerBytes, footerBytes));
  if (bytes === null || bytes > size) throw damaged();
  const frames = readSeekTable(await readWhole(file, size - bytes, bytes), size);
  if (frames === null) throw damaged();
  return frames;
}

async function readWhole(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(length);
  const { bytesRead } = await file.read(bytes, 0, length, Math.max(0, position));
  return bytes.subarray(0, bytesRead);
}

const nothing: Frame = { position: 0, length: 0, start: 0, size: 0 };

/** As the system says it of a disk: what was written is not what is read. */
function damaged(cause?: unknown): Error {
  return Object.assign(new Error("what is kept of it compressed is damaged", { cause }), {
    code: "EIO",
    syscall: "read",
  });
}

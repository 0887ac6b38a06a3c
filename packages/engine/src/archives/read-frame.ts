import type { ByteTaker } from "./byte-taker.ts";

export type ZstdFrame =
  /** Content that is stored as it is. */
  | { readonly kind: "raw"; readonly pieces: readonly Buffer[] }
  /** A whole frame, and the bytes of its content. */
  | { readonly kind: "whole"; readonly frame: Buffer; readonly size: number }
  /** A frame that is too large to be held, or does not say its size; of a damaged stream all that follows. To be read before the next. */
  | { readonly kind: "large"; readonly frame: AsyncIterable<Buffer> };

/** A frame with more content is not held in memory. */
const mostBytes = 8 * 1024 * 1024;

/** The next frame of a zstd stream; undefined at its end. https://datatracker.ietf.org/doc/html/rfc8878#section-3.1.1 */
export async function readFrame(bytes: ByteTaker): Promise<ZstdFrame | undefined> {
  const header = await readHeader(bytes);
  if (header === undefined) return undefined;
  const taken: Buffer[] = [...header.bytes];
  if (header.facts === undefined) return { kind: "large", frame: followedBy(taken, bytes.rest()) };
  const { size, hasChecksum } = header.facts;
  const blocks = blocksOf(bytes, hasChecksum);
  if (size === undefined || size > mostBytes) return { kind: "large", frame: followedBy(taken, storedBytes(blocks)) };

  let isRaw = !hasChecksum;
  const pieces: Buffer[] = [];
  let stored = 0;
  for (let next = await blocks.next(); next.done !== true; next = await blocks.next()) {
    const { stored: parts, raw } = next.value;
    taken.push(...parts);
    stored += parts.reduce((sum, { length }) => sum + length, 0);
    // Many blocks that hold nothing.
    if (stored > mostBytes * 2) return { kind: "large", frame: followedBy(taken, storedBytes(blocks)) };
    if (raw === undefined) isRaw = false;
    else pieces.push(raw);
  }
  if (isRaw && pieces.reduce((sum, { length }) => sum + length, 0) === size) return { kind: "raw", pieces };
  return { kind: "whole", frame: Buffer.concat(taken), size };
}

interface FrameHeader {
  readonly bytes: readonly Buffer[];
  /** Absent where this is no frame that could be stepped over; whoever unpacks says why. */
  readonly facts?: { readonly size: number | undefined; readonly hasChecksum: boolean };
}

async function readHeader(bytes: ByteTaker): Promise<FrameHeader | undefined> {
  const start = await bytes.take(5);
  if (start.length === 0) return undefined;
  const descriptor = start[4];
  // A bit that is not used yet, or a dictionary.
  const isKnown = descriptor !== undefined && start.readUInt32LE(0) === 0xfd2fb528 && (descriptor & 0b1011) === 0;
  if (!isKnown) return { bytes: [start] };
  const isSingleSegment = (descriptor & 0b10_0000) !== 0;
  const sizeBytes = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
  const windowBytes = isSingleSegment ? 0 : 1;
  const rest = await bytes.take(windowBytes + sizeBytes);
  if (rest.length < windowBytes + sizeBytes) return { bytes: [start, rest] };
  const hasChecksum = (descriptor & 0b100) !== 0;
  return { bytes: [start, rest], facts: { size: sizeOf(rest.subarray(windowBytes)), hasChecksum } };
}

function sizeOf(field: Buffer): number | undefined {
  switch (field.length) {
    case 0:
      return undefined;
    case 2:
      return field.readUInt16LE(0) + 256;
    case 8:
      return Number(field.readBigUInt64LE(0));
    default:
      return field.readUIntLE(0, field.length);
  }
}

interface Block {
  /** With its header. Shorter than the header says where the stream ends too early. */
  readonly stored: readonly Buffer[];
  /** Its content, where that is stored as it is. */
  readonly raw?: Buffer;
}

/** Stepped over by their headers, not understood; with what follows the last. */
async function* blocksOf(bytes: ByteTaker, hasChecksum: boolean): AsyncGenerator<Block> {
  for (let isLast = false; !isLast; ) {
    const header = await bytes.take(3);
    if (header.length < 3) return yield { stored: [header] };
    const facts = header.readUIntLE(0, 3);
    isLast = (facts & 1) === 1;
    const type = (facts >> 1) & 0b11;
    // Of one byte that is repeated (type 1) the size is that of what it becomes.
    const size = type === 1 ? 1 : facts >> 3;
    const content = await bytes.take(size);
    yield { stored: [header, content], ...(type === 0 ? { raw: content } : {}) };
    if (content.length < size) return;
  }
  if (hasChecksum) yield { stored: [await bytes.take(4)], raw: Buffer.alloc(0) };
}

async function* storedBytes(blocks: AsyncIterable<Block>): AsyncGenerator<Buffer> {
  for await (const { stored } of blocks) yield* stored;
}

async function* followedBy(first: readonly Buffer[], rest: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  yield* first;
  yield* rest;
}

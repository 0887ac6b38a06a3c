import { Buffer } from "node:buffer";

/**
 * At the end of a compressed log stands where each of its frames is: zstd's own seekable format, in a frame that every
 * other reader of zstd skips. https://github.com/facebook/zstd/blob/dev/contrib/seekable_format/zstd_seekable_compression_format.md
 */
const skippable = 0x184d2a5e;
const seekable = 0x8f92eab1;
const headBytes = 8;
const entryBytes = 8;
export const footerBytes = 9;

export interface Frame {
  /** Where it begins in the file, and its bytes there. */
  readonly position: number;
  readonly length: number;
  /** Where what it holds begins in the log, and the bytes of that. */
  readonly start: number;
  readonly size: number;
}

export function writeSeekTable(frames: readonly Pick<Frame, "length" | "size">[]): Buffer {
  const table = Buffer.alloc(headBytes + frames.length * entryBytes + footerBytes);
  table.writeUInt32LE(skippable, 0);
  table.writeUInt32LE(table.length - headBytes, 4);
  for (const [index, { length, size }] of frames.entries()) {
    table.writeUInt32LE(length, headBytes + index * entryBytes);
    table.writeUInt32LE(size, headBytes + index * entryBytes + 4);
  }
  table.writeUInt32LE(frames.length, table.length - footerBytes);
  table.writeUInt32LE(seekable, table.length - 4);
  return table;
}

/** Bytes of the table, by the last ones of the file; null where these are not of one. */
export function seekTableBytes(footer: Buffer): number | null {
  if (footer.length !== footerBytes || footer.readUInt32LE(5) !== seekable) return null;
  return headBytes + footer.readUInt32LE(0) * entryBytes + footerBytes;
}

/** @param fileSize of the whole file. Null where the frames do not fill it, from its beginning to the table. */
export function readSeekTable(table: Buffer, fileSize: number): readonly Frame[] | null {
  const frames: Frame[] = [];
  let position = 0;
  let start = 0;
  for (let at = headBytes; at + entryBytes <= table.length - footerBytes; at += entryBytes) {
    const [length, size] = [table.readUInt32LE(at), table.readUInt32LE(at + 4)];
    frames.push({ position, length, start, size });
    position += length;
    start += size;
  }
  return position + table.length === fileSize ? frames : null;
}

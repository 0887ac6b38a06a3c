/** The most a block of a zstd frame may hold. */
const blockBytes = 128 * 1024;

/**
 * A zstd frame that holds its content as it is, in pieces that are views of it: nothing is copied.
 * https://datatracker.ietf.org/doc/html/rfc8878#section-3.1.1
 */
export function rawFrame(content: Buffer): readonly Buffer[] {
  const header = Buffer.alloc(9);
  header.writeUInt32LE(0xfd2fb528, 0);
  // A single segment, its size in four bytes, and no checksum: a blob has a digest of its own.
  header.writeUInt8(0b1010_0000, 4);
  header.writeUInt32LE(content.length, 5);
  const pieces: Buffer[] = [header];
  for (let offset = 0; offset < content.length; offset += blockBytes) {
    const block = content.subarray(offset, offset + blockBytes);
    const last = offset + blockBytes >= content.length ? 1 : 0;
    const blockHeader = Buffer.alloc(3);
    blockHeader.writeUIntLE((block.length << 3) | last, 0, 3);
    pieces.push(blockHeader, block);
  }
  return pieces;
}

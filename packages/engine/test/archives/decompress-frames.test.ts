import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { constants, createZstdCompress, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decompressFrames } from "../../src/archives/decompress-frames.ts";
import { rawFrame } from "../../src/archives/raw-frame.ts";

/** In pieces of the given sizes, again and again. */
async function* cut(bytes: Buffer, sizes: readonly number[]): AsyncGenerator<Buffer> {
  for (let offset = 0, index = 0; offset < bytes.length; index += 1) {
    const size = sizes[index % sizes.length] ?? bytes.length;
    yield bytes.subarray(offset, offset + size);
    offset += size;
  }
}

async function streamed(content: Buffer): Promise<Buffer> {
  const compressor = createZstdCompress();
  compressor.end(content);
  return await buffer(compressor);
}

const checksum = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

/** The same content as different programs write it. */
const writers: readonly ((content: Buffer) => Buffer | Promise<Buffer>)[] = [
  (content) => Buffer.concat(rawFrame(content)),
  (content) => zstdCompressSync(content),
  (content) => zstdCompressSync(content, checksum),
  // Without its size in the header.
  streamed,
];

const content = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 2_000 }).map((bytes) => Buffer.from(bytes)),
  fc.integer({ min: 1, max: 400_000 }).map((size) => Buffer.alloc(size, "text ")),
  fc.constant(Buffer.concat([Buffer.alloc(150_000, "text "), randomBytes(150_000)])),
);

test("frames give what they hold, whoever wrote them and however they come", async () => {
  const frame = fc.record({ content, writer: fc.constantFrom(...writers) });
  const sizes = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { maxLength: 6 }), sizes, async (frames, pieces) => {
      const archive = Buffer.concat(await Promise.all(frames.map(async (each) => await each.writer(each.content))));
      const whole = Buffer.concat(frames.map((each) => each.content));
      expect((await buffer(decompressFrames(cut(archive, pieces)))).equals(whole)).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test("a frame that is too large to be held is unpacked as a stream, and what follows it too", async () => {
  const large = Buffer.alloc(9 * 1024 * 1024, "text ");
  const archive = Buffer.concat([zstdCompressSync(Buffer.from("first")), zstdCompressSync(large), ...rawFrame(large)]);
  const whole = Buffer.concat([Buffer.from("first"), large, large]);
  expect((await buffer(decompressFrames(cut(archive, [1_000_000])))).equals(whole)).toBe(true);
});

test("damage is told: a changed byte of a frame with a checksum, and an end that is missing", async () => {
  const whole = Buffer.concat([zstdCompressSync(randomBytes(3_000), checksum), ...rawFrame(randomBytes(300))]);
  const firstFrame = zstdCompressSync(randomBytes(3_000), checksum).length;
  for (let offset = 10; offset < firstFrame - 10; offset += 97) {
    const changed = Buffer.from(whole);
    changed[offset] = (changed[offset] ?? 0) ^ 0x10;
    await expect(buffer(decompressFrames(cut(changed, [500])))).rejects.toThrow();
  }
  for (const length of [1, 4, 6, 9, 2_000, firstFrame - 1, firstFrame + 3, firstFrame + 100, whole.length - 1]) {
    await expect(buffer(decompressFrames(cut(whole.subarray(0, length), [500])))).rejects.toThrow();
  }
});

test("a size in a header that is not true is refused, and takes no more memory than there is content", async () => {
  const [header, ...rest] = rawFrame(Buffer.from("some content"));
  for (const size of [0, 5, 13, 8 * 1024 * 1024, 0xffff_ffff]) {
    const lying = Buffer.from(header ?? []);
    lying.writeUInt32LE(size, 5);
    await expect(buffer(decompressFrames(cut(Buffer.concat([lying, ...rest]), [7])))).rejects.toThrow();
  }
});

test("a source that fails ends the content with its own error, and one that is not read on is closed", async () => {
  let isClosed = false;
  async function* failing(): AsyncGenerator<Buffer> {
    try {
      for (let index = 0; index < 10; index += 1) yield zstdCompressSync(Buffer.alloc(1_000, "text "));
      throw new Error("the disk broke");
    } finally {
      isClosed = true;
    }
  }
  await expect(buffer(decompressFrames(failing()))).rejects.toThrow("the disk broke");
  isClosed = false;
  for await (const piece of decompressFrames(failing())) {
    expect(piece).toHaveLength(1_000);
    break;
  }
  expect(isClosed).toBe(true);
});

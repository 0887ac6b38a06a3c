import { createHash, hash, webcrypto } from "node:crypto";

/** Content is hashed in pieces of this many bytes. */
export const pieceBytes = 1024 * 1024;

/** What the digest of several pieces is taken over begins with this, so that no other content can have that digest. */
const piecesMark = Buffer.from("headrace pieces of 1 MiB\n");

/**
 * The digest by which a blob is known. Of up to one piece it is the SHA-256. Of more it is the SHA-256 of the mark and then
 * the SHA-256 (32 bytes) of each piece in order: pieces are hashed on all cores, and one SHA-256 over everything would be
 * the slowest part of storing and of reading by far where the processor has no instructions for it.
 * A single piece that begins with the mark counts as several.
 */
export interface ContentDigest {
  /** The next piece; all but the last have `pieceBytes`. It must not change before it has been hashed. */
  add(piece: Buffer<ArrayBuffer>): Promise<void>;
  /** Hexadecimal, once every piece has been hashed. */
  hex(): Promise<string>;
}

export function createContentDigest(): ContentDigest {
  const digests: Promise<Buffer>[] = [];
  let marked = false;

  return {
    async add(piece) {
      if (digests.length === 0) marked = piece.subarray(0, piecesMark.length).equals(piecesMark);
      const digest = digestOf(piece);
      // Seen by whoever asks for the digest; after a failure elsewhere nobody does.
      digest.catch(() => undefined);
      digests.push(digest);
      await digest;
    },
    async hex() {
      const [first, ...others] = await Promise.all(digests);
      if (first === undefined) return hash("sha256", "");
      if (others.length === 0 && !marked) return first.toString("hex");
      const whole = createHash("sha256").update(piecesMark).update(first);
      for (const digest of others) whole.update(digest);
      return whole.digest("hex");
    },
  };
}

/** What is no whole piece takes less than 3 ms, and most blobs are small: they do without the other threads. */
async function digestOf(piece: Buffer<ArrayBuffer>): Promise<Buffer> {
  if (piece.length < pieceBytes) return hash("sha256", piece, "buffer");
  return Buffer.from(await webcrypto.subtle.digest("SHA-256", piece));
}

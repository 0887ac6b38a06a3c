import { createHash, webcrypto } from "node:crypto";
import { setImmediate } from "node:timers/promises";

/** Bytes of a part. */
export const partBytes = 8 * 1024 * 1024;

/**
 * How content is known: by its SHA-256 where it has at most 8 MiB. Larger content is cut into parts of 8 MiB, so that several
 * cores can hash it; its digest is the SHA-256 of its parts' SHA-256s (their bytes, one after another), followed by `-` and
 * the number of parts. Object stores name what is uploaded in parts in this way:
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html
 * Without the number it would also be the digest of the small content that lists those of the parts.
 */
export interface ContentDigest {
  /**
   * The next part: `partBytes`, only the last has fewer. All but the last may be changed as soon as this has returned; it
   * resolves when there is room for another.
   */
  add(part: Uint8Array<ArrayBuffer>): Promise<void>;
  /** Of everything, hexadecimal. */
  finish(): Promise<string>;
}

/** Keeps a digest from being a path: it comes from the database and from callers. */
export function isContentDigest(text: string): boolean {
  return /^[0-9a-f]{64}(?:-[1-9][0-9]*)?$/.test(text);
}

/** Parts that are hashed while another comes together: the memory this takes. */
const partsAtOnce = 2;

export function createContentDigest(): ContentDigest {
  const digests: Promise<Uint8Array>[] = [];
  return {
    async add(part) {
      const isAll = digests.length === 0 && part.length < partBytes;
      const digest = isAll ? hashHere(part) : hashBeside(part);
      // Seen at the end; who stops early never gets there.
      digest.catch(() => undefined);
      digests.push(digest);
      await digests[digests.length - 1 - partsAtOnce];
    },
    async finish() {
      const [first = await hashHere(new Uint8Array()), ...rest] = await Promise.all(digests);
      if (rest.length === 0) return Buffer.from(first).toString("hex");
      const list = createHash("sha256").update(first);
      for (const digest of rest) list.update(digest);
      return `${list.digest("hex")}-${digests.length}`;
    },
  };
}

/** In a thread of the pool, from a copy that is taken at once. */
async function hashBeside(part: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await webcrypto.subtle.digest("SHA-256", part));
}

const pieceBytes = 1024 * 1024;

/** What is small is hashed before a thread would have begun. */
async function hashHere(bytes: Uint8Array): Promise<Uint8Array> {
  const hash = createHash("sha256");
  for (let offset = 0; offset < bytes.length; offset += pieceBytes) {
    // Some 3 ms each: others get their turn.
    if (offset > 0) await setImmediate();
    hash.update(bytes.subarray(offset, offset + pieceBytes));
  }
  return hash.digest();
}

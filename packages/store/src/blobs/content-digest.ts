import { createHash } from "node:crypto";
import type { PartHasher } from "./part-hasher.ts";

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
  /** What now stands in the file behind what was added before. Resolves when there is room for more. */
  add(chunk: Uint8Array): Promise<void>;
  /** Of everything, hexadecimal. */
  finish(): Promise<string>;
  /** When nothing reads the file any more. It must be waited for before the file is closed. */
  settled(): Promise<void>;
}

/** Keeps a digest from being a path: it comes from the database and from callers. */
export function isContentDigest(text: string): boolean {
  return /^[0-9a-f]{64}(?:-[1-9][0-9]*)?$/.test(text);
}

/** Parts that wait to be hashed: how far the content may be ahead of its digest. */
const mostWaiting = 4;

export interface ContentDigestOptions {
  /** Of the open file that holds the content. */
  readonly descriptor: number;
  readonly hasher: Pick<PartHasher, "hash">;
}

/** The first part is hashed here as it comes: most content has no other, and is done before a thread would have begun. */
export function createContentDigest({ descriptor, hasher }: ContentDigestOptions): ContentDigest {
  const first = createHash("sha256");
  const others: Promise<Uint8Array>[] = [];
  let size = 0;

  const hashOther = (length: number): void => {
    const digest = hasher.hash({ descriptor, start: (others.length + 1) * partBytes, length });
    // Seen at the end; who stops early never gets there.
    digest.catch(() => undefined);
    others.push(digest);
  };

  return {
    async add(chunk) {
      if (size < partBytes) first.update(chunk.subarray(0, partBytes - size));
      size += chunk.length;
      while (size >= (others.length + 2) * partBytes) hashOther(partBytes);
      await others[others.length - 1 - mostWaiting];
    },
    async finish() {
      const left = size - (others.length + 1) * partBytes;
      if (left > 0) hashOther(left);
      const firstDigest = first.digest();
      if (others.length === 0) return firstDigest.toString("hex");
      const list = createHash("sha256").update(firstDigest);
      for (const digest of await Promise.all(others)) list.update(digest);
      return `${list.digest("hex")}-${others.length + 1}`;
    },
    async settled() {
      await Promise.allSettled(others);
    },
  };
}

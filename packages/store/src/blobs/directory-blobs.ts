import { randomUUID } from "node:crypto";
import { access, type FileHandle, mkdir, open, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { type BlobStore, environmentError, faultPoint } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import { createBlobWriter } from "./blob-writer.ts";
import { isContentDigest } from "./content-digest.ts";
import { createPartHasher, type PartHasher } from "./part-hasher.ts";
import { readVerified } from "./read-verified.ts";
import { namesIn, type SweepOptions, type SweepResult, sweepBlobs } from "./sweep-blobs.ts";

/** Below a blob directory: content under `sha256/ab/cdef…` by its digest, what is being written under `incoming`. */
export interface DirectoryBlobs extends BlobStore {
  /** Bytes as they are stored. Throws `blob-missing`. */
  size(digest: string): Promise<number>;
  /** Bytes from `start` to before `end`. A part is not verified: the digest is that of the whole. Throws `blob-missing`. */
  part(digest: string, range: { readonly start: number; readonly end: number }): Promise<Readable>;
  /** The first two characters of the digests that there may be. */
  prefixes(): Promise<readonly string[]>;
  /** Removes blobs that nothing refers to and what dead writers left. */
  sweep(options: SweepOptions): Promise<SweepResult>;
  close(): Promise<void>;
}

export interface DirectoryBlobsOptions {
  readonly directory: string;
  /** Wait for the disk before a blob counts as stored. */
  readonly durable?: boolean;
}

export function createDirectoryBlobs({ directory, durable = false }: DirectoryBlobsOptions): DirectoryBlobs {
  const content = join(directory, "sha256");
  const incoming = join(directory, "incoming");
  const hasher = createPartHasher();
  const pathOf = (digest: string): string => join(content, digest.slice(0, 2), digest.slice(2));

  return {
    async put(source) {
      const temporary = join(incoming, randomUUID());
      await stored("make room for a blob", () => mkdir(incoming, { recursive: true, mode: 0o700 }));
      const handle = await stored("store a blob", () => open(temporary, "wx+", 0o600));
      try {
        const { digest, size } = await writeAll(source, { handle, durable, hasher });
        const path = pathOf(digest);
        await stored("store a blob", async () => {
          await mkdir(dirname(path), { recursive: true, mode: 0o700 });
          // Over an older copy too: that heals a damaged one, and makes the blob young for `sweep`.
          await rename(temporary, path);
          if (durable) await syncDirectory(dirname(path));
        });
        faultPoint("blob.put.stored");
        return { digest, size };
      } catch (cause) {
        await rm(temporary, { force: true }).catch(() => undefined);
        throw cause;
      }
    },

    async get(digest) {
      const handle = await openBlob(digest, pathOf);
      const content = Readable.from(readVerified(handle, { digest, hasher }), { objectMode: false, highWaterMark: 0 });
      // One that is dropped before it was read from never begins, and so would never close its file.
      return content.once("close", () => void handle.close().catch(() => undefined));
    },

    async size(digest) {
      await using handle = await openBlob(digest, pathOf);
      return (await handle.stat()).size;
    },

    async part(digest, { start, end }) {
      const handle = await openBlob(digest, pathOf);
      if (start >= end) {
        await handle.close();
        return Readable.from([]);
      }
      return handle.createReadStream({ start, end: end - 1, highWaterMark: 256 * 1024 });
    },

    async has(digest) {
      if (!isContentDigest(digest)) return false;
      return await access(pathOf(digest)).then(
        () => true,
        () => false,
      );
    },

    async remove(digest) {
      if (isContentDigest(digest)) await stored("remove a blob", () => rm(pathOf(digest), { force: true }));
    },

    prefixes: async () => await stored("look for blobs", () => namesIn(content)),

    sweep: async (options) => await stored("remove old blobs", () => sweepBlobs({ content, incoming }, options)),

    close: () => hasher.close(),
  };
}

async function writeAll(
  source: AsyncIterable<Buffer>,
  { handle, durable, hasher }: { readonly handle: FileHandle; readonly durable: boolean; readonly hasher: PartHasher },
): Promise<{ readonly digest: string; readonly size: number }> {
  const writer = createBlobWriter(handle, hasher);
  try {
    for await (const chunk of source) await stored("store a blob", () => writer.write(chunk));
    return await stored("store a blob", async () => {
      const written = await writer.finish();
      if (durable) await handle.sync();
      return written;
    });
  } finally {
    await writer.close();
    await stored("store a blob", () => handle.close());
  }
}

async function openBlob(digest: string, pathOf: (digest: string) => string): Promise<FileHandle> {
  try {
    if (isContentDigest(digest)) return await open(pathOf(digest), "r");
  } catch (cause) {
    if (!(cause instanceof Error && "code" in cause && cause.code === "ENOENT")) {
      throw environmentError(cause, `read the blob ${digest}`);
    }
  }
  throw new HeadraceError("blob-missing", `the blob ${digest} is not in the data directory`, {
    mend: "it was removed from outside, or belongs to another data directory: run the stage that made it again",
  });
}

async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Only what the store itself does is translated: an error of the source is the source's. */
async function stored<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (cause) {
    throw environmentError(cause, what);
  }
}

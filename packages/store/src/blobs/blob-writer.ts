import { faultPoint } from "@headrace/engine";
import { createHash } from "node:crypto";
import type { FileHandle } from "node:fs/promises";

/** Small chunks are gathered to this many bytes before they are written. */
const gatheredBytes = 1024 * 1024;

export interface BlobWriter {
  write(chunk: Buffer): Promise<void>;
  /** Writes the rest. The digest is hexadecimal SHA-256. */
  finish(): Promise<{ readonly digest: string; readonly size: number }>;
}

/** Hashes and writes; while one batch goes to the disk the next is hashed. */
export function createBlobWriter(handle: FileHandle): BlobWriter {
  const hash = createHash("sha256");
  let size = 0;
  let batch: Buffer[] = [];
  let batchBytes = 0;
  let writing: Promise<void> = Promise.resolve();

  const startWriting = async (): Promise<void> => {
    const buffers = batch;
    batch = [];
    batchBytes = 0;
    await writing;
    writing = writeFully(handle, buffers);
    // Seen when it is awaited; until then it must not count as unhandled.
    writing.catch(() => undefined);
  };

  return {
    async write(chunk) {
      hash.update(chunk);
      size += chunk.length;
      batch.push(chunk);
      batchBytes += chunk.length;
      if (batchBytes >= gatheredBytes) await startWriting();
    },
    async finish() {
      await startWriting();
      await writing;
      return { digest: hash.digest("hex"), size };
    },
  };
}

async function writeFully(handle: FileHandle, buffers: readonly Buffer[]): Promise<void> {
  let rest = buffers.filter((buffer) => buffer.length > 0);
  while (rest.length > 0) {
    // The system takes at most 1024 buffers at a time (IOV_MAX), and may write fewer bytes than it was given.
    const { bytesWritten } = await handle.writev(rest.slice(0, 1024));
    rest = withoutFirst(rest, bytesWritten);
    faultPoint("blob.put.writing");
  }
}

function withoutFirst(buffers: readonly Buffer[], bytes: number): Buffer[] {
  let skipped = 0;
  for (const [index, buffer] of buffers.entries()) {
    if (skipped + buffer.length > bytes) return [buffer.subarray(bytes - skipped), ...buffers.slice(index + 1)];
    skipped += buffer.length;
  }
  return [];
}

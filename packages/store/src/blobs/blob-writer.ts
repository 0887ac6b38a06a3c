import type { FileHandle } from "node:fs/promises";
import { faultPoint } from "@headrace/engine";
import { createFileHash } from "./file-hash.ts";

/** Small chunks are gathered to this many bytes before they are written. */
const gatheredBytes = 1024 * 1024;

export interface BlobWriter {
  write(chunk: Buffer): Promise<void>;
  /** Writes the rest. The digest is hexadecimal SHA-256. */
  finish(): Promise<{ readonly digest: string; readonly size: number }>;
  /** Before the file is closed. */
  close(): Promise<void>;
}

/** Writes a batch while the next comes together and what is written is hashed. */
export function createBlobWriter(handle: FileHandle): BlobWriter {
  const hash = createFileHash(handle.fd);
  let written = 0;
  let batch: Buffer[] = [];
  let batchBytes = 0;
  let writing: Promise<void> = Promise.resolve();

  const startWriting = async (): Promise<void> => {
    const buffers = batch;
    batch = [];
    const bytes = batchBytes;
    batchBytes = 0;
    await writing;
    writing = writeBatch(buffers, bytes);
    // Seen when it is awaited; until then it must not count as unhandled.
    writing.catch(() => undefined);
  };

  const writeBatch = async (buffers: readonly Buffer[], bytes: number): Promise<void> => {
    await writeFully(handle, buffers);
    written += bytes;
    await hash.upTo(written);
  };

  return {
    async write(chunk) {
      batch.push(chunk);
      batchBytes += chunk.length;
      if (batchBytes >= gatheredBytes) await startWriting();
    },
    async finish() {
      await startWriting();
      await writing;
      return { digest: await hash.digest(), size: written };
    },
    async close() {
      await writing.catch(() => undefined);
      await hash.close();
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

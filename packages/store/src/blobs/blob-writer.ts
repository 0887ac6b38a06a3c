import type { FileHandle } from "node:fs/promises";
import { faultPoint } from "@headrace/engine";
import { createContentHash } from "./content-hash.ts";

/** Small chunks are gathered to this many bytes before they are written. */
const gatheredBytes = 1024 * 1024;

export interface BlobWriter {
  /** The chunk must not change afterwards. */
  write(chunk: Buffer): Promise<void>;
  /** Writes the rest. The digest is the SHA-256, hexadecimal. */
  finish(): Promise<{ readonly digest: string; readonly size: number }>;
  /** Before the file is closed. */
  close(): Promise<void>;
}

/** Writes a batch while the next comes together, and hashes beside it. */
export function createBlobWriter(handle: FileHandle): BlobWriter {
  const hash = createContentHash();
  let size = 0;
  let batch: Buffer[] = [];
  let batchBytes = 0;
  let writing: Promise<void> = Promise.resolve();

  const startWriting = async (): Promise<void> => {
    await writing;
    writing = writeFully(handle, batch);
    // Seen when it is awaited; until then it must not count as unhandled.
    writing.catch(() => undefined);
    batch = [];
    batchBytes = 0;
  };

  return {
    async write(chunk) {
      if (chunk.length === 0) return;
      size += chunk.length;
      batch.push(chunk);
      batchBytes += chunk.length;
      if (batchBytes >= gatheredBytes) await startWriting();
      await hash.update(chunk);
    },
    async finish() {
      await startWriting();
      await writing;
      return { digest: await hash.hex(), size };
    },
    async close() {
      await writing.catch(() => undefined);
      await hash.close();
    },
  };
}

async function writeFully(handle: FileHandle, buffers: readonly Buffer[]): Promise<void> {
  let rest = buffers;
  while (rest.length > 0) {
    // The system takes at most 1024 buffers at a time (IOV_MAX), and may write fewer bytes than it was given.
    const { bytesWritten } = await handle.writev(rest.slice(0, 1024));
    rest = withoutFirst(rest, bytesWritten);
    faultPoint("blob.put.writing");
  }
}

function withoutFirst(buffers: readonly Buffer[], bytes: number): readonly Buffer[] {
  let skipped = 0;
  for (const [index, buffer] of buffers.entries()) {
    if (skipped + buffer.length > bytes) return [buffer.subarray(bytes - skipped), ...buffers.slice(index + 1)];
    skipped += buffer.length;
  }
  return [];
}

import type { Buffer } from "node:buffer";
import { type FileHandle, open } from "node:fs/promises";
import { compressedSource } from "./compressed-source.ts";
import type { LogFiles } from "./log-file-name.ts";

/** The file that has a log's bytes, compressed or as they are. */
export interface LogSource {
  /** Of the log, by now. */
  size(): Promise<number>;
  /** From a position of the log on, into the target; how many there were. */
  read(target: Buffer, position: number): Promise<number>;
  /** Epoch milliseconds. */
  changedAt(): Promise<number>;
  close(): Promise<void>;
}

/** Null where there is none, or not yet. Throws what the file system does: threads that search load little. */
export async function openLogSource({
  log,
  compressed,
}: Pick<LogFiles, "log" | "compressed">): Promise<LogSource | null> {
  const plain = await openIfThere(log);
  if (plain !== null) return plainSource(plain);
  // In this order: a log is there compressed before it is removed as it was.
  const file = await openIfThere(compressed);
  return file === null ? null : await compressedSource(file);
}

function plainSource(file: FileHandle): LogSource {
  return {
    size: async () => (await file.stat()).size,
    read: async (target, position) => (await file.read(target, 0, target.length, position)).bytesRead,
    changedAt: async () => Math.trunc((await file.stat()).mtimeMs),
    close: () => file.close(),
  };
}

export async function openIfThere(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, "r");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw cause;
  }
}

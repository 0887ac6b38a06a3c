import { existsSync, mkdirSync, openSync, rmSync, writeSync } from "node:fs";
import { environmentError } from "@headrace/engine";
import type { LogFiles } from "./log-file-name.ts";

/** The directory is made by the execution's first log. Asked first: an error takes longer to make than the directory. */
export function hasIndex({ directory, index }: LogFiles, what: string): boolean {
  try {
    if (existsSync(directory)) return existsSync(index);
    mkdirSync(directory, { recursive: true });
    return false;
  } catch (cause) {
    throw environmentError(cause, what);
  }
}

export function openIndex({ index, log, compressed }: LogFiles, what: string): number {
  try {
    return createFile(index, log, compressed);
  } catch (cause) {
    throw environmentError(cause, what);
  }
}

/**
 * An attempt that the journal no longer knows of (a power cut) may have left a log: it is removed, never overwritten
 * under somebody who reads it.
 */
export function createFile(path: string, ...others: readonly string[]): number {
  try {
    return openSync(path, "wx");
  } catch (cause) {
    if (!isSystemError(cause, "EEXIST")) throw cause;
    for (const stale of [...others, path]) rmSync(stale, { force: true });
    return openSync(path, "wx");
  }
}

function isSystemError(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

/** A write may take less than it was given: near the end of a disk, or when a signal comes. */
export function writeAll(file: number, bytes: Buffer): void {
  let written = 0;
  while (written < bytes.length) written += writeSync(file, bytes, written, bytes.length - written);
}

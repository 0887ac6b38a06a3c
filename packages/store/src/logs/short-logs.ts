import { appendFileSync, closeSync, fdatasyncSync, openSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { LogFiles } from "./log-file-name.ts";

/** Bytes. Whoever looks for one log reads all of them: what comes after these has files of its own. */
const mostBytes = 256 * 1024;

/**
 * What an attempt printed that was over before anything of it had to be written stands in one file of its execution, with
 * others. To make a file takes a file system long: on ext4 a tenth of a millisecond, and several where many were removed
 * within the last minutes.
 *
 * Each is the text of its index, after a line `log NAME` and an empty one, so that one of which a crash left only a part
 * damages no other. Of several of one name the last counts.
 */
function shortLogsOf({ directory }: LogFiles): string {
  return join(directory, "short-logs");
}

/** The directory must be there. False, with nothing written, where no more have room. */
export function addShortLog(files: LogFiles, index: string, { durable }: { readonly durable: boolean }): boolean {
  const path = shortLogsOf(files);
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size + index.length > mostBytes) return false;
  appendFileSync(path, `${headOf(files)}${index}`);
  if (durable) {
    const file = openSync(path, "r");
    try {
      fdatasyncSync(file);
    } finally {
      closeSync(file);
    }
  }
  return true;
}

/** The text of its index; null where it does not stand among them. */
export async function findShortLog(files: LogFiles): Promise<string | null> {
  const texts = await readIfThere(shortLogsOf(files));
  const head = headOf(files);
  const found = texts.lastIndexOf(head);
  if (found === -1) return null;
  const start = found + head.length;
  const next = texts.indexOf(beforeName, start);
  return texts.toString("utf8", start, next === -1 ? texts.length : next);
}

const beforeName = "\nlog ";

function headOf({ name }: LogFiles): string {
  return `${beforeName}${name}\n`;
}

async function readIfThere(path: string): Promise<Buffer> {
  try {
    return await readFile(path);
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return Buffer.alloc(0);
    throw cause;
  }
}

import { Buffer } from "node:buffer";
import { randomUUID } from "node:crypto";
import { type FileHandle, open, readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { constants, zstdCompress } from "node:zlib";
import { environmentError, type LogAddress } from "@headrace/engine";
import { type LogFiles, logFiles, logFilesOf } from "./log-file-name.ts";
import { openIfThere } from "./log-source.ts";
import { type Frame, writeSeekTable } from "./seek-table.ts";

const compress = promisify(zstdCompress);

/** Bytes of a log that are unpacked to read one line of it: as much as is read at once of a plain one. */
const frameSize = 256 * 1024;
/** Bytes; a smaller log takes as many blocks of the disk either way. */
const leastSize = 64 * 1024;
/** What saves less than a tenth stays as it is. */
const worthwhile = 0.9;

const params = {
  [constants.ZSTD_c_compressionLevel]: 3,
  // Damage is seen, and not shown.
  [constants.ZSTD_c_checksumFlag]: 1,
};

/**
 * Keeps a log that is complete in less room: its bytes in frames of zstd that are each unpacked by themselves, so that the
 * index tells where lines are as before. Whoever reads it meanwhile goes on. False where it stays as it is: it is short,
 * not complete, there no more, or compressed already.
 */
export async function compressLog(directory: string, address: LogAddress): Promise<boolean> {
  return await compressFile(logFiles(directory, address));
}

/** All logs of an execution. */
export async function compressLogsOf(directory: string, executionId: string): Promise<void> {
  const path = join(directory, executionId);
  const names = await readdir(path).catch(() => []);
  for (const name of names) if (name.endsWith(".log")) await compressFile(logFilesOf(path, name.slice(0, -4)));
}

async function compressFile(files: LogFiles): Promise<boolean> {
  const what = `compress the log ${files.log}`;
  const file = await openIfThere(files.log);
  if (file === null) return false;
  const part = `${files.compressed}.${randomUUID()}`;
  try {
    const { size } = await file.stat();
    if (size < leastSize || !(await isComplete(files))) return false;
    if (!(await writeFrames(file, size, part))) return false;
    await rename(part, files.compressed);
    await rm(files.log, { force: true });
    return true;
  } catch (cause) {
    throw environmentError(cause, what);
  } finally {
    await file.close();
    await rm(part, { force: true });
  }
}

async function isComplete({ index }: LogFiles): Promise<boolean> {
  const file = await openIfThere(index);
  if (file === null) return false;
  try {
    const end = Buffer.from("\nend\n");
    const { size } = await file.stat();
    const last = Buffer.alloc(end.length);
    await file.read(last, 0, end.length, Math.max(0, size - end.length));
    return last.equals(end);
  } finally {
    await file.close();
  }
}

/** False where it would save too little. On the disk itself before the log is removed, whatever becomes of the power. */
async function writeFrames(log: FileHandle, size: number, path: string): Promise<boolean> {
  const file = await open(path, "wx");
  try {
    const frames: Pick<Frame, "length" | "size">[] = [];
    const block = Buffer.allocUnsafe(frameSize);
    let written = 0;
    for (let position = 0; position < size; ) {
      const { bytesRead } = await log.read(block, 0, Math.min(frameSize, size - position), position);
      if (bytesRead === 0) return false;
      const packed = await compress(block.subarray(0, bytesRead), { params });
      await file.writeFile(packed);
      frames.push({ length: packed.length, size: bytesRead });
      position += bytesRead;
      written += packed.length;
      if (written > position * worthwhile) return false;
    }
    await file.writeFile(writeSeekTable(frames));
    await file.datasync();
    return true;
  } finally {
    await file.close();
  }
}

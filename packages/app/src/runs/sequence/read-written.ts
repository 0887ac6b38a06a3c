import { closeSync, existsSync, fstatSync, ftruncateSync, openSync, readSync } from "node:fs";
import { isName, keyOf, type NameRecord, readName, readRecord, recordSize } from "./sequence-format.ts";

/** What stands in the file of an execution. */
export interface Written {
  /** By attempt, where its name begins. */
  readonly names: Map<string, number>;
  /** By name, the last line of the attempt that has a place. */
  readonly ends: Map<number, number>;
  readonly nextLine: number;
  /** Records. */
  readonly total: number;
}

const blockOfRecords = 4096;

/** What an earlier process wrote; what it died at is cut off. */
export function readWritten(path: string): Written {
  const names = new Map<string, number>();
  const ends = new Map<number, number>();
  let nextLine = 1;
  let total = 0;
  let name: NameRecord[] = [];
  if (!existsSync(path)) return { names, ends, nextLine, total };
  const file = openSync(path, "r+");
  try {
    const { size } = fstatSync(file);
    const block = Buffer.allocUnsafe(blockOfRecords * recordSize);
    for (let read = readSync(file, block, 0, block.length, 0); read >= recordSize; ) {
      for (let offset = 0; offset + recordSize <= read; offset += recordSize) {
        const record = readRecord(block, offset);
        total += 1;
        if (!isName(record)) {
          ends.set(record.name, record.firstLine + record.count - 1);
          nextLine = record.line + record.count;
          continue;
        }
        name.push({ ...record, text: Buffer.from(record.text) });
        const begin = total - name.length;
        const found = readName(name);
        if (found === undefined) continue;
        names.set(keyOf(found), begin);
        name = [];
      }
      read = readSync(file, block, 0, block.length, total * recordSize);
    }
    total -= name.length;
    if (size > total * recordSize) ftruncateSync(file, total * recordSize);
  } finally {
    closeSync(file);
  }
  return { names, ends, nextLine, total };
}

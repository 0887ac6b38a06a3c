import { type FileHandle, open } from "node:fs/promises";
import { systemCodeOf } from "../../values/system-code.ts";
import {
  type AttemptName,
  isName,
  type NameRecord,
  readName,
  readRecord,
  recordSize,
  recordsOfName,
  type SequenceRecord,
} from "./sequence-format.ts";

export interface SequenceReader extends AsyncDisposable {
  readonly lineCount: number;
  /** Of a record that `records` gave. */
  nameOf(record: SequenceRecord): AttemptName | undefined;
  /** The records with these lines, in order; the first one is found by halving. */
  records(from: number, limit: number): Promise<readonly SequenceRecord[]>;
  /** Sees what was added since. */
  refresh(): Promise<void>;
}

/** Null when there is none. */
export async function openSequence(path: string): Promise<SequenceReader | null> {
  let file: FileHandle;
  try {
    file = await open(path, "r");
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT") return null;
    throw cause;
  }
  const names = new Map<number, AttemptName | undefined>();
  let total = 0;
  let lineCount = 0;

  async function recordsAt(index: number, count: number): Promise<readonly (SequenceRecord | NameRecord)[]> {
    const bytes = Buffer.allocUnsafe(count * recordSize);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, index * recordSize);
    return Array.from({ length: Math.floor(bytesRead / recordSize) }, (_, each) =>
      readRecord(bytes, each * recordSize),
    );
  }

  /** The last record that begins at or before the line. */
  async function indexOf(line: number): Promise<number> {
    let low = 0;
    let high = total - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      const [record] = await recordsAt(middle, 1);
      if (record !== undefined && record.line <= line) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  async function refresh(): Promise<void> {
    const { size } = await file.stat();
    const whole = Math.floor(size / recordSize);
    if (whole === total) return;
    total = whole;
    const [last] = await recordsAt(total - 1, 1);
    lineCount = last === undefined ? 0 : last.line + last.count - 1;
  }

  async function learn(name: number): Promise<void> {
    if (names.has(name)) return;
    const [first] = await recordsAt(name, 1);
    const records = first !== undefined && isName(first) ? await recordsAt(name, recordsOfName(first.left)) : [];
    names.set(name, readName(records.filter(isName)));
  }

  const reader: SequenceReader = {
    get lineCount() {
      return lineCount;
    },
    nameOf: ({ name }) => names.get(name),
    async records(from, limit) {
      const found: SequenceRecord[] = [];
      const end = Math.min(lineCount + 1, from + limit);
      if (from >= end) return found;
      for (let index = await indexOf(from); index < total; index += blockOfRecords) {
        const block = await recordsAt(index, Math.min(blockOfRecords, total - index));
        for (const record of block) {
          if (record.line >= end) break;
          if (isName(record)) continue;
          await learn(record.name);
          found.push(record);
        }
        if ((block.at(-1)?.line ?? end) >= end) break;
      }
      return found;
    },
    refresh,
    [Symbol.asyncDispose]: () => file.close(),
  };
  try {
    await refresh();
  } catch (cause) {
    await file.close();
    throw cause;
  }
  return reader;
}

const blockOfRecords = 512;

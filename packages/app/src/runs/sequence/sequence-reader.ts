import { type FileHandle, open, readFile } from "node:fs/promises";
import { systemCodeOf } from "../../values/system-code.ts";
import {
  type AttemptName,
  readNames,
  readRecord,
  recordSize,
  type SequenceFiles,
  type SequenceRecord,
} from "./sequence-format.ts";

export interface SequenceReader extends AsyncDisposable {
  readonly lineCount: number;
  nameOf(record: SequenceRecord): AttemptName | undefined;
  /** The records with these lines, in order; the first one is found by halving. */
  records(from: number, limit: number): Promise<readonly SequenceRecord[]>;
  /** Sees what was added since. */
  refresh(): Promise<void>;
}

/** Null when there is none. */
export async function openSequence(files: SequenceFiles): Promise<SequenceReader | null> {
  let order: FileHandle;
  try {
    order = await open(files.order, "r");
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT") return null;
    throw cause;
  }
  let names: readonly AttemptName[] = [];
  let total = 0;
  let lineCount = 0;

  async function recordsAt(index: number, count: number): Promise<readonly SequenceRecord[]> {
    const bytes = Buffer.allocUnsafe(count * recordSize);
    const { bytesRead } = await order.read(bytes, 0, bytes.length, index * recordSize);
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
    const { size } = await order.stat();
    const whole = Math.floor(size / recordSize);
    if (whole === total) return;
    total = whole;
    const [last] = await recordsAt(total - 1, 1);
    lineCount = last === undefined ? 0 : last.line + last.count - 1;
    names = readNames(await readFile(files.names, "utf8"));
  }

  const reader: SequenceReader = {
    get lineCount() {
      return lineCount;
    },
    nameOf: ({ name }) => names[name],
    async records(from, limit) {
      const found: SequenceRecord[] = [];
      const end = Math.min(lineCount + 1, from + limit);
      if (from >= end) return found;
      for (let index = await indexOf(from); index < total; index += blockOfRecords) {
        const block = await recordsAt(index, Math.min(blockOfRecords, total - index));
        for (const record of block) {
          if (record.line >= end) return found;
          found.push(record);
        }
      }
      return found;
    },
    refresh,
    [Symbol.asyncDispose]: () => order.close(),
  };
  try {
    await refresh();
  } catch (cause) {
    await order.close();
    throw cause;
  }
  return reader;
}

const blockOfRecords = 512;

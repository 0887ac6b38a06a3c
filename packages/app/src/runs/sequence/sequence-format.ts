import { join } from "node:path";

/**
 * The order in which the lines of an execution came: a file beside its logs that only grows, of records of one size, so that
 * the one with a certain line is found by halving. Before the first lines of an attempt come records with its name.
 * A record has 32 bytes, little endian: two numbers of 4 bytes, one of 8, and 16 bytes of which the kind says the meaning.
 */
export function sequenceFile(logs: string, executionId: string): string {
  // Every log of an attempt has a number in its name.
  return join(logs, executionId, "sequence");
}

export interface AttemptName {
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
}

/** Lines of one attempt that follow each other in the execution too. */
export interface SequenceRecord {
  /** Where in the file its name begins; counts the records from 0. */
  readonly name: number;
  /** Above 0. */
  readonly count: number;
  /** In the execution; counts from 1. */
  readonly line: number;
  /** In the attempt's log; counts from 1. */
  readonly firstLine: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A part of an attempt's name. */
export interface NameRecord {
  readonly count: 0;
  /** Bytes of the name from here on. */
  readonly left: number;
  /** That of the lines that follow. */
  readonly line: number;
  readonly text: Buffer;
}

/** Bytes. */
export const recordSize = 32;
const textSize = 16;

export function writeRecord(target: Buffer, offset: number, record: SequenceRecord | NameRecord): void {
  target.writeUInt32LE(isName(record) ? record.left : record.name, offset);
  target.writeUInt32LE(record.count, offset + 4);
  target.writeDoubleLE(record.line, offset + 8);
  if (isName(record)) {
    target.fill(0, offset + textSize, offset + recordSize);
    record.text.copy(target, offset + textSize);
  } else {
    target.writeDoubleLE(record.firstLine, offset + 16);
    target.writeDoubleLE(record.at, offset + 24);
  }
}

export function readRecord(source: Buffer, offset: number): SequenceRecord | NameRecord {
  const first = source.readUInt32LE(offset);
  const count = source.readUInt32LE(offset + 4);
  const line = source.readDoubleLE(offset + 8);
  if (count === 0) {
    const text = source.subarray(offset + textSize, offset + textSize + Math.min(first, textSize));
    return { count: 0, left: first, line, text };
  }
  return {
    name: first,
    count,
    line,
    firstLine: source.readDoubleLE(offset + 16),
    at: source.readDoubleLE(offset + 24),
  };
}

export function isName(record: SequenceRecord | NameRecord): record is NameRecord {
  return record.count === 0;
}

export function nameRecords({ stage, instance, attempt }: AttemptName, line: number): readonly NameRecord[] {
  const bytes = Buffer.from(JSON.stringify([stage, instance, attempt]), "utf8");
  return Array.from({ length: recordsOfName(bytes.length) }, (_, index) => ({
    count: 0,
    left: bytes.length - index * textSize,
    line,
    text: bytes.subarray(index * textSize, (index + 1) * textSize),
  }));
}

/** How many records a name of so many bytes takes. */
export function recordsOfName(bytes: number): number {
  return Math.ceil(bytes / textSize);
}

/** Undefined for a name that the process died at. */
export function readName(records: readonly NameRecord[]): AttemptName | undefined {
  const [first] = records;
  if (first === undefined || records.length < recordsOfName(first.left)) return undefined;
  const parts: unknown = JSON.parse(Buffer.concat(records.map(({ text }) => text)).toString("utf8"));
  const [stage, instance, attempt]: readonly unknown[] = Array.isArray(parts) ? parts : [];
  if (typeof stage === "string" && typeof instance === "string" && typeof attempt === "number") {
    return { stage, instance, attempt };
  }
  throw new Error("the order of an execution's lines cannot be read");
}

/** An attempt within its execution. */
export function keyOf({ instance, attempt }: AttemptName): string {
  return `${attempt} ${instance}`;
}

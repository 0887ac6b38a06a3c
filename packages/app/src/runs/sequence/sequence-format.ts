import { join } from "node:path";

/**
 * The order in which the lines of an execution came, kept beside its logs in two files that only grow: `sequence.names`
 * has an attempt in each line, as JSON; `sequence.order` has records of one size, so that the one with a certain line is
 * found by halving.
 */
export interface SequenceFiles {
  readonly names: string;
  readonly order: string;
}

/** @param logs the directory of all logs */
export function sequenceFiles(logs: string, executionId: string): SequenceFiles {
  const directory = join(logs, executionId);
  // No log of an attempt has a name without a number in it.
  return { names: join(directory, "sequence.names"), order: join(directory, "sequence.order") };
}

export interface AttemptName {
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
}

/** Lines of one attempt that follow each other in the execution too. */
export interface SequenceRecord {
  /** Counts the lines of `sequence.names` from 0. */
  readonly name: number;
  readonly count: number;
  /** In the attempt's log; counts from 1. */
  readonly firstLine: number;
  /** In the execution; counts from 1. */
  readonly line: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Bytes. */
export const recordSize = 32;

export function writeRecord(target: Buffer, offset: number, record: SequenceRecord): void {
  target.writeUInt32LE(record.name, offset);
  target.writeUInt32LE(record.count, offset + 4);
  target.writeDoubleLE(record.firstLine, offset + 8);
  target.writeDoubleLE(record.line, offset + 16);
  target.writeDoubleLE(record.at, offset + 24);
}

export function readRecord(source: Buffer, offset: number): SequenceRecord {
  return {
    name: source.readUInt32LE(offset),
    count: source.readUInt32LE(offset + 4),
    firstLine: source.readDoubleLE(offset + 8),
    line: source.readDoubleLE(offset + 16),
    at: source.readDoubleLE(offset + 24),
  };
}

export function writeName({ stage, instance, attempt }: AttemptName): string {
  return `${JSON.stringify([stage, instance, attempt])}\n`;
}

/** A last line that was being written when the process died is left out. */
export function readNames(text: string): readonly AttemptName[] {
  return text.split("\n").slice(0, -1).map(readName);
}

function readName(line: string): AttemptName {
  const parts: unknown = JSON.parse(line);
  const [stage, instance, attempt]: readonly unknown[] = Array.isArray(parts) ? parts : [];
  if (typeof stage === "string" && typeof instance === "string" && typeof attempt === "number") {
    return { stage, instance, attempt };
  }
  throw new Error("the order of an execution's lines cannot be read");
}

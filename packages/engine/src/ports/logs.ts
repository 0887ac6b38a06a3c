import type { OutputStream } from "./executor.ts";

/** One attempt's log. */
export interface LogAddress {
  readonly executionId: string;
  readonly instance: string;
  readonly attempt: number;
}

/** Keeps logs: what came after masking, byte for byte, with a sparse index beside it. */
export interface LogStore {
  create(address: LogAddress): LogWriter;
  /** Null when there is none. */
  open(address: LogAddress): Promise<LogReader | null>;
}

export interface LogWriter {
  /** The number the next line will get; lines count from 1. */
  readonly nextLine: number;
  /** Masked bytes. Lines are put together per stream. */
  write(stream: OutputStream, chunk: Buffer): void;
  /** Ends unfinished lines: called between steps. */
  flush(): void;
  close(): void;
}

/** Complete lines of one stream, in the order in which they are kept. */
export interface LogBatch {
  readonly firstLine: number;
  readonly count: number;
  readonly stream: OutputStream;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The lines with their line ends (a last line without one has none). */
  readonly bytes: Buffer;
}

export interface LogLine {
  readonly line: number;
  readonly stream: OutputStream;
  /** Epoch milliseconds, exact to the index's grain. */
  readonly at: number;
  /** Without its line end; cut in view at `maxLength`. */
  readonly text: string;
  /** Bytes left out of `text`. */
  readonly cut: number;
}

export type LogMarkKind = "group" | "endgroup" | "error" | "warning" | "notice";
export interface LogMark {
  readonly line: number;
  readonly kind: LogMarkKind;
  readonly text: string;
}

export interface LogReader extends AsyncDisposable {
  /** Lines so far; grows while the attempt runs and `refresh` is called. */
  readonly lineCount: number;
  readonly byteCount: number;
  /** Marks in order, bounded: groups, errors, warnings, notices. */
  readonly marks: readonly LogMark[];
  refresh(): Promise<void>;
  read(range: { readonly from: number; readonly limit: number; readonly maxLength?: number }): Promise<readonly LogLine[]>;
  search(pattern: RegExp, bounds: { readonly from?: number; readonly limit: number; readonly signal?: AbortSignal }): Promise<readonly LogLine[]>;
  /** The log as it is kept. */
  raw(range?: { readonly start: number; readonly end: number }): AsyncIterable<Buffer>;
}

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

/**
 * Takes the lines of one attempt in the order in which they are kept. Bytes are kept as given. The
 * only bytes it adds: a line end after a line that had none, when another line follows it.
 */
export interface LogWriter {
  /** The number the next new line will get; lines count from 1. */
  readonly nextLine: number;
  /**
   * Keeps whole lines, or a piece of a long one. May hold it in memory for some milliseconds
   * before it is written; what it holds is bounded.
   */
  append(piece: LogPiece): LogPlace;
  mark(mark: LogMark): void;
  /** Returns when everything given can be read by other processes and outlives this one. */
  flush(): void;
  /** Flushes and says that the log is complete. Idempotent. */
  close(): void;
  /** Flushes and says nothing: more may follow, by another writer. Idempotent. */
  leave(): void;
}

export interface LogPiece {
  readonly stream: OutputStream;
  readonly bytes: Buffer;
  /** How many line feeds are in `bytes`. */
  readonly lineEnds: number;
  /**
   * The bytes after the last line feed are not the whole line: the next piece of the same stream
   * goes on with it, unless another stream's piece comes first, which ends it.
   */
  readonly open: boolean;
}

/** Where a piece was put. */
export interface LogPlace {
  /** The number of the line that its first byte belongs to. */
  readonly firstLine: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** Complete lines of one stream, in the order in which they are kept. */
export interface LogBatch {
  /** Follows the batch before, but for the rest of a very long line that another line interrupted: that is only kept. */
  readonly firstLine: number;
  readonly count: number;
  readonly stream: OutputStream;
  /** Epoch milliseconds. */
  readonly at: number;
  /** The lines with their line ends (a last line without one has none). */
  readonly bytes: Buffer;
  /** The one line is so long that only its beginning is here; the log keeps it whole. */
  readonly beginning?: true;
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

/** Reads a log, while it is written too. */
export interface LogReader extends AsyncDisposable {
  /** Lines so far; grows while the attempt runs and `refresh` is called. */
  readonly lineCount: number;
  readonly byteCount: number;
  /** The writer has closed it: nothing will be added. Stays false when the writer's process died. */
  readonly complete: boolean;
  /** Marks in order, bounded: groups, errors, warnings, notices. */
  readonly marks: readonly LogMark[];
  /** How many marks there were beyond those. */
  readonly marksLeftOut: number;
  /** Sees what was added since, by another process too. */
  refresh(): Promise<void>;
  /** Costs the same wherever the lines are, however long they are. Lines that are not there are left out. */
  read(range: LogRange): Promise<readonly LogLine[]>;
  /** Never blocks this thread, whatever the pattern; control sequences in lines are not matched against. */
  search(pattern: RegExp, bounds: LogSearchBounds): Promise<LogSearchResult>;
  /** The same without the texts: many lines cost little. */
  match(pattern: RegExp, bounds: LogSearchBounds): Promise<LogMatches>;
  /** The log as it is kept; bytes from `start` to before `end`. */
  raw(range?: { readonly start: number; readonly end: number }): AsyncIterable<Buffer>;
}

export interface LogRange {
  /** The first line; lines count from 1. */
  readonly from: number;
  readonly limit: number;
  /** Bytes of a line that are read and shown; 65,536 unless said. */
  readonly maxLength?: number;
}

export interface LogSearchBounds {
  /** The line to begin with; 1 unless said. */
  readonly from?: number;
  /** How many lines to find at most. */
  readonly limit: number;
  /** Go on counting beyond them, to the end of the log. False unless said. */
  readonly countAll?: boolean;
  /** Milliseconds to spend; 10,000 unless said. */
  readonly timeout?: number;
  /** As for reading. Only so much of a line is searched. */
  readonly maxLength?: number;
  readonly signal?: AbortSignal;
  /** Values that are masked in what is searched, so that nobody can find out by searching what he is not shown. */
  readonly hidden?: readonly string[];
}

export interface LogSearchResult extends Omit<LogMatches, "numbers"> {
  readonly lines: readonly LogLine[];
}

export interface LogMatches {
  /** Of the lines that match, in order. */
  readonly numbers: readonly number[];
  /** How many lines match: of those that were searched. */
  readonly count: number;
  /** Where to go on, when the limit or the time was reached first; null when there is nothing more to find. */
  readonly next: number | null;
  /** The time was reached: the pattern is too costly, or the log too long. */
  readonly timedOut: boolean;
}

import { Buffer } from "node:buffer";
import type { LogMark, LogMarkKind, OutputStream } from "@headrace/engine";

/**
 * The index of a log: lines of text, only ever appended.
 *
 * - `headrace-log 1 START`: the version, and the time from which blocks count, in epoch milliseconds.
 * - `LINES BYTES DELAY STREAMS`: the next block of the log: how many lines begin in it, its size, the
 *   milliseconds since the block before it, and the lines' streams: `o` or `e` for all of them, else
 *   `=` and a bit for each line in base64 (1 is stderr). No lines: the block goes on with the last one.
 * - `t "TEXT"`: the next bytes of the log, which stand here: most logs are short, and then have no other file. Where they
 *   have one, it holds these bytes too.
 * - `m LINE KIND "TEXT"`: a mark.  - `x COUNT`: marks left out so far.  - `end`: the log is complete.
 *
 * A block begins where a line begins or goes on. A line that was too long to be put together in
 * memory ends where its last block ends, so that its length is known without reading it.
 * The index is written before the bytes it describes: every byte of the log has its stream and time.
 */
const indexVersion = 1;

export type IndexEntry =
  | { readonly kind: "start"; readonly at: number }
  | IndexBlock
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "mark"; readonly mark: LogMark }
  | { readonly kind: "left-out"; readonly count: number }
  | { readonly kind: "end" };

export interface IndexBlock {
  readonly kind: "block";
  readonly lines: number;
  readonly bytes: number;
  readonly delay: number;
  /** `o`, `e`, or `=` and base64, as it stands in the index. */
  readonly streams: string;
}

const markLetters: Readonly<Record<LogMarkKind, string>> = {
  group: "g",
  endgroup: "u",
  error: "e",
  warning: "w",
  notice: "n",
};
const markKinds: ReadonlyMap<string, LogMarkKind> = new Map([
  ["g", "group"],
  ["u", "endgroup"],
  ["e", "error"],
  ["w", "warning"],
  ["n", "notice"],
]);

export function writeIndexEntry(entry: IndexEntry): string {
  switch (entry.kind) {
    case "start":
      return `headrace-log ${indexVersion} ${entry.at}\n`;
    case "block":
      return `${entry.lines} ${entry.bytes} ${entry.delay} ${entry.streams}\n`;
    case "text":
      return `t ${JSON.stringify(entry.text)}\n`;
    case "mark":
      return `m ${entry.mark.line} ${markLetters[entry.mark.kind]} ${JSON.stringify(entry.mark.text)}\n`;
    case "left-out":
      return `x ${entry.count}\n`;
    case "end":
      return "end\n";
  }
}

const blockPattern = /^([0-9]{1,15}) ([0-9]{1,15}) ([0-9]{1,15}) (o|e|=[A-Za-z0-9+/]+={0,2})$/;
const markPattern = /^m ([0-9]{1,15}) ([guewn]) (".*")$/;

/** Reads one line, without its line feed. Null when it is damaged. */
export function readIndexEntry(line: string): IndexEntry | null {
  const block = blockPattern.exec(line);
  if (block !== null) {
    const lines = Number(block[1]);
    const streams = block[4] ?? "";
    if (streams.startsWith("=") && Math.ceil(lines / 8) !== Buffer.byteLength(streams.slice(1), "base64")) return null;
    return { kind: "block", lines, bytes: Number(block[2]), delay: Number(block[3]), streams };
  }
  if (line === "end") return { kind: "end" };
  const leftOut = /^x ([0-9]{1,15})$/.exec(line);
  if (leftOut !== null) return { kind: "left-out", count: Number(leftOut[1]) };
  const start = /^headrace-log 1 ([0-9]{1,15})$/.exec(line);
  if (start !== null) return { kind: "start", at: Number(start[1]) };
  if (line.startsWith("t ")) {
    const text = readText(line.slice(2));
    return text === null ? null : { kind: "text", text };
  }
  const mark = markPattern.exec(line);
  const kind = markKinds.get(mark?.[2] ?? "");
  const text = readText(mark?.[3] ?? "");
  if (mark === null || kind === undefined || text === null) return null;
  return { kind: "mark", mark: { line: Number(mark[1]), kind, text } };
}

function readText(json: string): string | null {
  try {
    const text: unknown = JSON.parse(json);
    return typeof text === "string" ? text : null;
  } catch {
    return null;
  }
}

/** The streams of consecutive lines, as runs. */
export interface StreamRun {
  readonly stream: OutputStream;
  lines: number;
}

export function writeStreams(runs: readonly StreamRun[]): string {
  const first = runs[0];
  if (first === undefined) return "o";
  if (runs.length === 1) return first.stream === "stdout" ? "o" : "e";
  const lines = runs.reduce((sum, run) => sum + run.lines, 0);
  const bits = Buffer.alloc(Math.ceil(lines / 8));
  let line = 0;
  for (const run of runs) {
    const end = line + run.lines;
    for (; line < end; line += 1) {
      if (run.stream === "stderr") bits[line >> 3] = (bits[line >> 3] ?? 0) | (1 << (line & 7));
    }
  }
  return `=${bits.toString("base64")}`;
}

/** Tells the stream of the n-th line of a block, counting from 0. */
export function readStreams(streams: string): (line: number) => OutputStream {
  if (streams === "o") return () => "stdout";
  if (streams === "e") return () => "stderr";
  const bits = Buffer.from(streams.slice(1), "base64");
  return (line) => (((bits[line >> 3] ?? 0) >> (line & 7)) & 1 ? "stderr" : "stdout");
}

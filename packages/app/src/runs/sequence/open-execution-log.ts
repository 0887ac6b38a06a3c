import type { LogLine, LogReader, LogStore } from "@headrace/engine";
import type { ExecutionLog, ExecutionLogLine } from "./execution-logs.ts";
import type { AttemptName, SequenceRecord } from "./sequence-format.ts";
import type { SequenceReader } from "./sequence-reader.ts";

export interface OpenExecutionLogOptions {
  readonly executionId: string;
  readonly sequence: SequenceReader;
  readonly logs: LogStore;
  /** Has written out what is held in memory. */
  flush(): void;
}

/** The logs of all attempts of an execution as one. */
export function openExecutionLog({ executionId, sequence, logs, flush }: OpenExecutionLogOptions): ExecutionLog {
  const readers = new Map<string, Promise<LogReader | null>>();

  async function linesOf(
    attempt: AttemptName,
    { first, last, maxLength }: { first: number; last: number; maxLength: number | undefined },
  ): Promise<ReadonlyMap<number, LogLine>> {
    const { instance } = attempt;
    const key = `${attempt.attempt} ${instance}`;
    const opening = readers.get(key) ?? logs.open({ executionId, instance, attempt: attempt.attempt });
    readers.set(key, opening);
    const reader = await opening;
    if (reader === null) return new Map();
    if (reader.lineCount < last) await reader.refresh();
    const lines = await reader.read({
      from: first,
      limit: last - first + 1,
      ...(maxLength === undefined ? {} : { maxLength }),
    });
    return new Map(lines.map((line) => [line.line, line]));
  }

  return {
    get lineCount() {
      return sequence.lineCount;
    },
    async read({ from, limit, maxLength, wants }) {
      const records = (await sequence.records(from, limit))
        .filter((record) => {
          const attempt = sequence.nameOf(record);
          return attempt !== undefined && (wants === undefined || wants(attempt));
        })
        .map((record) => clipped(record, from, from + limit));
      // Within any part of the sequence, the lines of one attempt follow each other in its log.
      const spans = new Map<number, { first: number; last: number }>();
      for (const { name, firstLine, count } of records) {
        const span = spans.get(name);
        if (span === undefined) spans.set(name, { first: firstLine, last: firstLine + count - 1 });
        else span.last = firstLine + count - 1;
      }
      const texts = new Map<number, ReadonlyMap<number, LogLine>>();
      for (const record of records) {
        const span = spans.get(record.name);
        const attempt = sequence.nameOf(record);
        if (span === undefined || attempt === undefined || texts.has(record.name)) continue;
        texts.set(record.name, await linesOf(attempt, { ...span, maxLength }));
      }
      return records.flatMap((record) => {
        const attempt = sequence.nameOf(record);
        return attempt === undefined ? [] : linesIn(record, attempt, texts.get(record.name));
      });
    },
    async locate(line) {
      const [record] = await sequence.records(line, 1);
      const attempt = record === undefined ? undefined : sequence.nameOf(record);
      if (record === undefined || attempt === undefined || line < record.line) return undefined;
      return { ...attempt, firstLine: record.firstLine + line - record.line };
    },
    async find({ instance, attempt }, lines) {
      const found = new Map<number, number>();
      const wanted = lines.toSorted((one, other) => one - other);
      let next = 0;
      for (let from = 1; from <= sequence.lineCount && next < wanted.length; from += linesAtOnce) {
        for (const record of await sequence.records(from, linesAtOnce)) {
          const name = sequence.nameOf(record);
          if (name?.instance !== instance || name.attempt !== attempt) continue;
          for (
            let line = wanted[next];
            line !== undefined && line < record.firstLine + record.count;
            line = wanted[next]
          ) {
            if (line >= record.firstLine) found.set(line, record.line + line - record.firstLine);
            next += 1;
          }
        }
      }
      return found;
    },
    async refresh() {
      flush();
      await sequence.refresh();
    },
    async [Symbol.asyncDispose]() {
      for (const opening of readers.values()) await (await opening)?.[Symbol.asyncDispose]();
      await sequence[Symbol.asyncDispose]();
    },
  };
}

/** Of the sequence, looked through at once. */
const linesAtOnce = 65_536;

/** The part of a record from one line to before another. */
function clipped(record: SequenceRecord, from: number, end: number): SequenceRecord {
  const skipped = Math.max(0, from - record.line);
  const left = Math.min(record.line + record.count, end) - record.line - skipped;
  return { ...record, line: record.line + skipped, firstLine: record.firstLine + skipped, count: Math.max(0, left) };
}

function linesIn(
  record: SequenceRecord,
  attempt: AttemptName,
  texts: ReadonlyMap<number, LogLine> | undefined,
): readonly ExecutionLogLine[] {
  const lines: ExecutionLogLine[] = [];
  for (let index = 0; index < record.count; index += 1) {
    const found = texts?.get(record.firstLine + index);
    if (found === undefined) continue;
    const { line: attemptLine, stream, at, text, cut } = found;
    lines.push({ line: record.line + index, ...attempt, attemptLine, stream, at, text, cut });
  }
  return lines;
}

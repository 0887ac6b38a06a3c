import { Readable } from "node:stream";
import type { LogReader, Masker } from "@headrace/engine";
import type { App } from "../app.ts";
import { ByteAnswer } from "../operations/answers.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";
import { byteRangeOf } from "../values/byte-range.ts";
import { type BringRequest, bringLogs, withoutMissing } from "./bring-logs.ts";
import { selectedAttempt, selectedAttempts } from "./log-selection.ts";
import { openAttemptLog, refuseGone } from "./open-logs.ts";

export interface RawQuery extends BringRequest {
  /** As the header says it. */
  readonly range?: string | undefined;
  /** Covers the secrets that are set now. */
  readonly masker?: Masker | undefined;
}

/** Bytes that stand at a place of the answer: a heading, or an attempt's log. */
interface Part {
  readonly size: number;
  read(start: number, end: number): AsyncIterable<Buffer>;
}

/**
 * A log byte for byte as it is kept: of one attempt, or where no stage is named of all of them one after another, each
 * below a line with its name. Throws `not-found`, `gone`, `range-not-satisfiable`.
 */
export async function rawLogs(app: App, executionId: string, query: RawQuery): Promise<ByteAnswer> {
  const { parts, name } = await partsOf(app, executionId, query);
  const total = parts.reduce((sum, { size }) => sum + size, 0);
  const range = byteRangeOf(query.range, total);
  const { start, end } = range === undefined ? { start: 0, end: total } : { start: range.start, end: range.end + 1 };
  return new ByteAnswer(Readable.from(bytesOf(parts, start, end), { objectMode: false }), {
    contentType: "text/plain; charset=utf-8",
    length: end - start,
    fileName: `${name}.log`,
    ...(range === undefined ? {} : { range }),
  });
}

async function partsOf(
  app: App,
  executionId: string,
  query: RawQuery,
): Promise<{ readonly parts: readonly Part[]; readonly name: string }> {
  const missing = await bringLogs(app, executionId, query);
  if (query.stage !== undefined) {
    const attempt = await selectedAttempt(app, executionId, query);
    if (attempt === null) return { parts: [], name: query.stage };
    return {
      parts: [await logPart(app, executionId, { of: attempt, masker: query.masker })],
      name: `${attempt.instance}.${attempt.attempt}`,
    };
  }
  const attempts = withoutMissing(await selectedAttempts(app, executionId, query), missing);
  await refuseGone(app, executionId, attempts);
  const parts: Part[] = [];
  for (const attempt of attempts) {
    parts.push(
      headingPart(attempt, parts.length === 0),
      await logPart(app, executionId, { of: attempt, masker: query.masker }),
    );
  }
  return { parts, name: executionId };
}

function headingPart({ instance, attempt }: AttemptName, isFirst: boolean): Part {
  const bytes = Buffer.from(`${isFirst ? "" : "\n"}==> ${instance}, attempt ${attempt} <==\n`);
  return {
    size: bytes.length,
    async *read(start, end) {
      yield bytes.subarray(start, end);
    },
  };
}

/** Opened only while it is read: an execution may have thousands. */
async function logPart(
  app: App,
  executionId: string,
  { of, masker }: { readonly of: AttemptName; readonly masker: Masker | undefined },
): Promise<Part> {
  await using log = await openAttemptLog(app, executionId, of);
  return {
    size: log?.byteCount ?? 0,
    async *read(start, end) {
      await using reader = await openAttemptLog(app, executionId, of);
      if (reader === null) return;
      if (masker === undefined) yield* reader.raw({ start, end });
      else yield* covered(reader, { start, end, masker });
    },
  };
}

/** Bytes that are covered at once. */
const windowLength = 1024 * 1024;

/** A secret may reach over both ends of what is wanted: as much around it is read, and not given. */
async function* covered(
  reader: LogReader,
  { start, end, masker }: { readonly start: number; readonly end: number; readonly masker: Masker },
): AsyncGenerator<Buffer> {
  for (let from = start; from < end; from += windowLength) {
    const to = Math.min(end, from + windowLength);
    const first = Math.max(0, from - masker.longest);
    const parts: Buffer[] = [];
    for await (const part of reader.raw({ start: first, end: to + masker.longest })) parts.push(part);
    yield Buffer.from(masker.cover(Buffer.concat(parts)).subarray(from - first, to - first));
  }
}

async function* bytesOf(parts: readonly Part[], start: number, end: number): AsyncGenerator<Buffer> {
  let position = 0;
  for (const { size, read } of parts) {
    const from = Math.max(start, position) - position;
    const to = Math.min(end, position + size) - position;
    if (from < to) yield* read(from, to);
    position += size;
  }
}

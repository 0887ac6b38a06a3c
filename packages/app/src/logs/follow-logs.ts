import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "../app.ts";
import type { LiveEvent } from "../operations/answers.ts";
import { Problem } from "../problems/problem.ts";
import type { LiveGap, LiveLines, LiveMessage } from "../runs/live/live.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";
import { bringLogs, withoutMissing } from "./bring-logs.ts";
import { isOver } from "./is-over.ts";
import { liveLinesOf, logLineOf, longestShown, type PublicLogLine } from "./log-line.ts";
import { isSelected, type LogSelection, selectedAttempts } from "./log-selection.ts";
import { refuseGone } from "./open-logs.ts";
import { untilSettled } from "./until-settled.ts";

export interface FollowQuery extends LogSelection {
  /** The first line, in the execution. */
  readonly from?: number | undefined;
  /** Instead of `from`: begin with the last so many. */
  readonly tail?: number | undefined;
  readonly signal: AbortSignal;
}

/** Lines that are read from the store at once, for somebody who has time; each may be `longestShown` bytes long. */
const storedAtOnce = 256;
/** Where only one of many stages is wanted, most of these are never read. */
const soughtAtOnce = 4096;
/** A follower is written to at most this often, for writing costs more than the lines. Milliseconds. */
const pace = 20;
/** Lines of one event at most, beyond one message. */
const batchLines = 500;
/** What is held for a follower who does not read: lines are then dropped, and told as a gap. */
const bounds = { mostMessages: 4000, mostBytes: 2 * 1024 * 1024 };
/** Between looks at an execution that is at work in no process that we hear of. Milliseconds. */
const lookAgain = 500;

/**
 * An execution's lines from one on, as they come: events `lines`, whose id is that of their last line; `gap` for what a
 * reader was too slow for; `complete` at the end. Throws `not-found` for a stage that there is not, and `gone`; the stream
 * throws `unavailable` where the server stops before the end.
 */
export async function followLogs(
  app: App,
  executionId: string,
  query: FollowQuery,
): Promise<AsyncGenerator<LiveEvent>> {
  const missing = await bringLogs(app, executionId, query);
  const attempts = withoutMissing(await selectedAttempts(app, executionId, query), missing);
  await refuseGone(app, executionId, attempts);
  return follow(app, executionId, { ...query, from: await startOf(app, executionId, query) });
}

type Following = Omit<FollowQuery, "from" | "tail"> & { readonly from: number };

async function* follow(app: App, executionId: string, query: Following): AsyncGenerator<LiveEvent> {
  const { signal } = query;
  const wants = (of: AttemptName): boolean => isSelected(query, of);
  let next = query.from;

  async function* stored(): AsyncGenerator<LiveEvent> {
    const limit = query.stage === undefined ? storedAtOnce : soughtAtOnce;
    await using log = await app.runs.logs.open(executionId);
    if (log === null) return;
    for (;;) {
      if (next > log.lineCount) await log.refresh();
      if (next > log.lineCount || signal.aborted) return;
      const last = Math.min(log.lineCount, next + limit - 1);
      const lines = await log.read({ from: next, limit, maxLength: longestShown, wants });
      next = last + 1;
      if (lines.length > 0) yield linesEvent(lines.map(logLineOf));
    }
  }

  for (;;) {
    if (!app.runs.live.isLive(executionId)) {
      const over = await isOver(app, executionId, query);
      // What runs on a host writes on; what cannot be had now is had at a later turn, or is said where logs are read.
      await bringLogs(app, executionId, query).catch(() => undefined);
      if (signal.aborted) return;
      yield* stored();
      if (over) return yield completeEvent(app, executionId, query);
      await sleep(lookAgain, undefined, { signal }).catch(() => undefined);
      if (signal.aborted) return;
      continue;
    }
    // As far as it goes before anything is held for this reader, who may take long for it.
    yield* stored();
    await using feed = app.runs.live.follow(executionId, { ...bounds, signal, wants: isOfInterest(query) });
    const isOverNow = await isOver(app, executionId, query);
    yield* stored();
    if (isOverNow) return yield completeEvent(app, executionId, query);
    for await (const batch of batchesOf(feed)) {
      let lines: PublicLogLine[] = [];
      let mayBeOver = false;
      for (const message of batch) {
        if (message.kind === "lines") {
          for (const line of linesOf(message)) if ((line.line ?? 0) >= next) lines.push(line);
          next = Math.max(next, message.line + message.count);
        } else if (message.kind === "gap") {
          if (lines.length > 0) yield linesEvent(lines);
          lines = [];
          const { lines: lost, events } = message;
          if (lost !== undefined && lost.last >= next) {
            yield gapEvent(Math.max(next, lost.first), lost.last);
            next = lost.last + 1;
          }
          mayBeOver ||= events !== undefined;
        } else mayBeOver = true;
      }
      if (lines.length > 0) yield linesEvent(lines);
      if (mayBeOver && (await isOver(app, executionId, query))) break;
    }
    if (signal.aborted) return;
    if (await isOver(app, executionId, query)) {
      yield* stored();
      return yield completeEvent(app, executionId, query);
    }
    if (app.runs.live.isLive(executionId)) continue;
    throw new Problem("unavailable", "the server stops", { mend: "follow again from the last line that you have" });
  }
}

async function startOf(app: App, executionId: string, { from = 1, tail }: FollowQuery): Promise<number> {
  if (tail === undefined) return from;
  await using log = await app.runs.logs.open(executionId);
  return Math.max(1, (log?.lineCount ?? 0) - tail + 1);
}

function isOfInterest(query: LogSelection): (message: LiveMessage) => boolean {
  return (message) => {
    if (message.kind === "lines") return isSelected(query, message);
    const { event } = message;
    if (query.stage === undefined || !("instance" in event)) return false;
    const isEnd = /^stage\.(finished|skipped|reused|retrying|started)$/.test(event.type);
    return isEnd && (event.stage === query.stage || event.instance === query.stage);
  };
}

/** What has come, at most every `pace` milliseconds. */
async function* batchesOf(
  feed: AsyncIterator<LiveMessage | LiveGap>,
): AsyncGenerator<readonly (LiveMessage | LiveGap)[]> {
  let sentAt = 0;
  let pending = feed.next();
  for (;;) {
    let result: IteratorResult<LiveMessage | LiveGap> | undefined = await pending;
    const early = sentAt + pace - performance.now();
    if (early > 0 && !result.done) await sleep(early);
    const batch: (LiveMessage | LiveGap)[] = [];
    for (let lines = 0; result !== undefined && !result.done; ) {
      batch.push(result.value);
      lines += result.value.kind === "lines" ? result.value.count : 1;
      pending = feed.next();
      if (lines >= batchLines) break;
      // What is held is there at once; what is not there yet belongs to the next batch.
      result = await Promise.race([pending, notYet]);
    }
    sentAt = performance.now();
    if (batch.length > 0) yield batch;
    if (result?.done === true) return;
  }
}

const notYet = Promise.resolve(undefined);

const parsed = new WeakMap<LiveLines, readonly PublicLogLine[]>();

/** All who watch are given the same message: its lines are told apart once. */
function linesOf(message: LiveLines): readonly PublicLogLine[] {
  const known = parsed.get(message) ?? liveLinesOf(message);
  parsed.set(message, known);
  return known;
}

function linesEvent(lines: readonly PublicLogLine[]): LiveEvent {
  return { id: String(lines.at(-1)?.line ?? 0), event: "lines", data: { lines } };
}

function gapEvent(from: number, to: number): LiveEvent {
  return { id: String(to), event: "gap", data: { from, to } };
}

async function completeEvent(app: App, executionId: string, { stage, signal }: Following): Promise<LiveEvent> {
  if (stage === undefined) await untilSettled(app, executionId, signal);
  const { outcome } = await app.store.executions.get(executionId);
  const rows = stage === undefined ? [] : await app.store.executions.stages(executionId);
  const instances = rows.filter((row) => row.stage === stage || row.instance === stage);
  return {
    event: "complete",
    data: {
      ...(outcome === undefined ? {} : { outcome }),
      ...(stage === undefined
        ? {}
        : { stages: instances.map(({ instance, outcome: each }) => ({ instance, outcome: each ?? null })) }),
    },
  };
}

import type { LogLine, LogReader } from "@headrace/engine";
import { z } from "zod";
import type { App } from "../app.ts";
import { cursorOf, positionOf } from "../paging/page.ts";
import { Problem, wrongField } from "../problems/problem.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";
import { bringLogs, withoutMissing } from "./bring-logs.ts";
import { attemptLineOf, logLine, longestShown, type PublicLogLine } from "./log-line.ts";
import { type LogSelection, selectedAttempts } from "./log-selection.ts";
import { openAttemptLog, refuseGone } from "./open-logs.ts";

const foundLine = logLine.extend({
  before: z.array(z.string()).optional().describe("With `context`: the lines before it in the log of its attempt"),
  after: z.array(z.string()).optional().describe("And those after it"),
});

export const foundLines = z.object({
  count: z.number().int().describe("Lines that match, from the cursor to the end of the last log"),
  items: z.array(foundLine).describe("The first of them, log by log"),
  nextCursor: z.string().optional().describe("Gives those after them; absent where nothing comes any more"),
  logs: z
    .array(z.object({ stage: z.string(), instance: z.string(), attempt: z.number().int(), count: z.number().int() }))
    .describe("Where the lines are; logs without any are left out"),
  timedOut: z
    .boolean()
    .describe("The time was over before everything was searched: counts are what was found until then"),
});
export type FoundLines = z.input<typeof foundLines>;

export interface LogSearch extends LogSelection {
  readonly pattern: RegExp;
  /** Lines to give at most; all are counted. */
  readonly limit: number;
  /** Lines to give around each. */
  readonly context: number;
  /** Of an earlier answer. */
  readonly cursor?: string | undefined;
  readonly signal: AbortSignal;
  /** Masked in what is searched. */
  readonly hidden: readonly string[];
}

/** Milliseconds for one search, whatever it searches. */
export const searchTime = 10_000;

/** Searches logs in threads of their own, so that no pattern holds up the server. Throws `not-found`, `gone`, `invalid-input`, `unavailable`. */
export async function searchLogs(app: App, executionId: string, query: LogSearch): Promise<FoundLines> {
  const missing = await bringLogs(app, executionId, query);
  const attempts = withoutMissing(await selectedAttempts(app, executionId, query), missing);
  await refuseGone(app, executionId, attempts);
  const stretches = stretchesAfter(query.cursor, attempts);
  return await app.searches.take(() => searchAll(app, executionId, { ...query, stretches }), query.signal);
}

/** The log of an attempt, from this line on. */
interface Stretch {
  readonly of: AttemptName;
  readonly from: number;
}

function stretchesAfter(cursor: string | undefined, attempts: readonly AttemptName[]): readonly Stretch[] {
  const whole = attempts.map((of) => ({ of, from: 1 }));
  if (cursor === undefined) return whole;
  const { at, id } = positionOf(cursor);
  const first = attempts.findIndex((of) => nameOf(of) === id);
  if (first < 0)
    throw wrongField("cursor", "no search of these logs gave it", "leave it out to start from the beginning");
  return whole.slice(first).map(({ of, from }, index) => ({ of, from: index === 0 ? at : from }));
}

function cursorAt({ of, from }: Stretch): string {
  return cursorOf({ at: from, id: nameOf(of) });
}

function nameOf({ instance, attempt }: AttemptName): string {
  return `${attempt} ${instance}`;
}

async function searchAll(
  app: App,
  executionId: string,
  { pattern, limit, context, signal, hidden, stretches }: LogSearch & { readonly stretches: readonly Stretch[] },
): Promise<FoundLines> {
  const until = performance.now() + searchTime;
  const found = { count: 0, items: [] as FoundLines["items"], logs: [] as FoundLines["logs"] };
  let next: Stretch | undefined;
  const outcome = (timedOut: boolean): FoundLines => ({
    ...found,
    ...(next === undefined ? {} : { nextCursor: cursorAt(next) }),
    timedOut,
  });
  for (const { of, from } of stretches) {
    const timeout = Math.floor(until - performance.now());
    const left = limit - found.items.length;
    if (timeout <= 0) {
      next ??= { of, from };
      return outcome(true);
    }
    await using reader = await openAttemptLog(app, executionId, of);
    if (reader === null) continue;
    const result = await reader.search(pattern, {
      from,
      // One at least: none would not count either.
      limit: Math.max(1, left),
      countAll: true,
      timeout,
      maxLength: longestShown,
      signal,
      hidden,
    });
    if (result.count > 0) {
      found.count += result.count;
      found.logs.push({ ...of, count: result.count });
      const items = await placed(app, executionId, { of, lines: result.lines.slice(0, left) });
      found.items.push(...(context === 0 ? items : await surrounded(reader, items, context)));
      if (left === 0) next ??= { of, from };
    }
    if (result.next !== null) next ??= { of, from: result.next };
    if (result.timedOut) return outcome(true);
  }
  return outcome(false);
}

async function surrounded(
  reader: LogReader,
  items: readonly PublicLogLine[],
  context: number,
): Promise<FoundLines["items"]> {
  const found: FoundLines["items"] = [];
  for (const item of items) {
    const { attemptLine } = item;
    const from = Math.max(1, attemptLine - context);
    const lines = await reader.read({ from, limit: attemptLine + context + 1 - from, maxLength: longestShown });
    const texts = (near: (line: number) => boolean) => lines.filter(({ line }) => near(line)).map(({ text }) => text);
    found.push({ ...item, before: texts((line) => line < attemptLine), after: texts((line) => line > attemptLine) });
  }
  return found;
}

/** With their places in the execution. */
async function placed(
  app: App,
  executionId: string,
  { of, lines }: { readonly of: AttemptName; readonly lines: readonly LogLine[] },
): Promise<PublicLogLine[]> {
  if (lines.length === 0) return [];
  await using log = await app.runs.logs.open(executionId);
  const places = await log?.find(
    of,
    lines.map(({ line }) => line),
  );
  return lines.map((line) => {
    const place = places?.get(line.line);
    return { ...(place === undefined ? {} : { line: place }), ...attemptLineOf(of, line) };
  });
}

/** Throws `invalid-input` for what is no regular expression. */
export function patternOf({
  q,
  regex,
  matchCase,
}: {
  readonly q: string;
  readonly regex: boolean;
  readonly matchCase: boolean;
}): RegExp {
  const source = regex ? q : q.replaceAll(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
  try {
    return new RegExp(source, matchCase ? "u" : "iu");
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : "not a regular expression";
    throw new Problem("invalid-input", `q: ${message}`, {
      cause,
      mend: "see the syntax of JavaScript's regular expressions, or leave out `regex`",
      faults: [{ path: "q", message }],
    });
  }
}

import type { LogLine } from "@headrace/engine";
import { z } from "zod";
import type { App } from "../app.ts";
import { Problem } from "../problems/problem.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";
import { attemptLineOf, logLine, longestShown } from "./log-line.ts";
import { type LogSelection, selectedAttempts } from "./log-selection.ts";
import { openAttemptLog, refuseGone } from "./open-logs.ts";

export const foundLines = z.object({
  count: z.number().int().describe("Lines that match, in the whole of what was searched"),
  items: z.array(logLine).describe("The first of them, log by log"),
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
  readonly signal: AbortSignal;
}

/** Milliseconds for one search, whatever it searches. */
export const searchTime = 10_000;

/** Searches logs in threads of their own, so that no pattern holds up the server. Throws `not-found`, `gone`, `unavailable`. */
export async function searchLogs(app: App, executionId: string, query: LogSearch): Promise<FoundLines> {
  const attempts = await selectedAttempts(app, executionId, query);
  await refuseGone(app, executionId, attempts);
  return await app.searches.take(() => searchAll(app, executionId, { ...query, attempts }), query.signal);
}

async function searchAll(
  app: App,
  executionId: string,
  { pattern, limit, signal, attempts }: LogSearch & { readonly attempts: readonly AttemptName[] },
): Promise<FoundLines> {
  const until = performance.now() + searchTime;
  const found = { count: 0, items: [] as FoundLines["items"], logs: [] as FoundLines["logs"] };
  for (const of of attempts) {
    const timeout = Math.floor(until - performance.now());
    if (timeout <= 0) return { ...found, timedOut: true };
    await using reader = await openAttemptLog(app, executionId, of);
    if (reader === null) continue;
    const result = await reader.search(pattern, {
      // One at least: none would not count either.
      limit: Math.max(1, limit - found.items.length),
      countAll: true,
      timeout,
      maxLength: longestShown,
      signal,
    });
    if (result.count > 0) {
      found.count += result.count;
      found.logs.push({ ...of, count: result.count });
      const shown = result.lines.slice(0, limit - found.items.length);
      found.items.push(...(await placed(app, executionId, { of, lines: shown })));
    }
    if (result.timedOut) return { ...found, timedOut: true };
  }
  return { ...found, timedOut: false };
}

/** With their places in the execution. */
async function placed(
  app: App,
  executionId: string,
  { of, lines }: { readonly of: AttemptName; readonly lines: readonly LogLine[] },
): Promise<FoundLines["items"]> {
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

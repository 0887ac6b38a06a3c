import { z } from "zod";
import type { App } from "../app.ts";
import { bringLogs } from "./bring-logs.ts";
import { longestShown } from "./log-line.ts";
import { type LogSelection, selectedAttempt } from "./log-selection.ts";
import { openAttemptLog } from "./open-logs.ts";
import { searchTime } from "./search-logs.ts";

export const logMatches = z.object({
  lines: z.array(z.number().int()).describe("In the log of the attempt, in order"),
  count: z.number().int().describe("Lines that match, from `from` to the end of the log"),
  next: z.number().int().optional().describe("`from` of the next page; absent where nothing comes after it"),
  lineCount: z
    .number()
    .int()
    .describe("Lines that the log had: of one that is written still, those after it are not searched"),
  timedOut: z
    .boolean()
    .describe("The time was over before everything was searched: the count is what was found until then"),
});
export type LogMatches = z.output<typeof logMatches>;

export interface LineQuery extends LogSelection {
  readonly pattern: RegExp;
  readonly from: number;
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Masked in what is searched. */
  readonly hidden: readonly string[];
}

/** Searches one log in a thread of its own. Throws `not-found`, `invalid-input`, `gone`, `unavailable`. */
export async function matchLines(app: App, executionId: string, query: LineQuery): Promise<LogMatches> {
  const { pattern, from, limit, signal, hidden } = query;
  await bringLogs(app, executionId, query);
  const of = await selectedAttempt(app, executionId, query);
  return await app.searches.take(async () => {
    await using reader = of === null ? null : await openAttemptLog(app, executionId, of);
    if (reader === null) return { lines: [], count: 0, lineCount: 0, timedOut: false };
    const { numbers, count, next, timedOut } = await reader.match(pattern, {
      from,
      limit,
      countAll: true,
      timeout: searchTime,
      maxLength: longestShown,
      signal,
      hidden,
    });
    return { lines: [...numbers], count, lineCount: reader.lineCount, ...(next === null ? {} : { next }), timedOut };
  }, signal);
}

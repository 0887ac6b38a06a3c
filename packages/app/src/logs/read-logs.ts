import { z } from "zod";
import type { App } from "../app.ts";
import { bringLogs, type Missing, withoutMissing } from "./bring-logs.ts";
import { attemptLineOf, logLine, logLineOf, longestShown } from "./log-line.ts";
import { type LogSelection, selectedAttempt, selectedAttempts } from "./log-selection.ts";
import { hasEnded, openAttemptLog, refuseGone } from "./open-logs.ts";

export const logPage = z.object({
  items: z.array(logLine),
  lineCount: z.number().int().describe("Lines so far, of the execution or of the attempt"),
  next: z.number().int().optional().describe("`from` of the next page; absent at the end of what there is"),
  ended: z.boolean().describe("No lines will come any more"),
  missing: z
    .array(z.object({ stage: z.string(), problem: z.string(), mend: z.string().optional() }))
    .optional()
    .describe("Of a run on a host of code: stages whose logs could not be had now"),
});
export type LogPage = z.input<typeof logPage>;

export interface LogQuery extends LogSelection {
  /** In the execution, or where a stage is named in the log of its attempt. */
  readonly from?: number | undefined;
  /** Instead of `from`: the last so many. */
  readonly tail?: number | undefined;
  readonly limit: number;
  readonly signal?: AbortSignal | undefined;
}

/** A range of an execution's lines, or of those of one attempt. Throws `not-found`, `invalid-input`, `gone`. */
export async function readLogs(app: App, executionId: string, query: LogQuery): Promise<LogPage> {
  // Before the lines: what is added in between is seen in the next page.
  const ended = await hasEnded(app, executionId);
  const { stage, attempt, signal } = query;
  const missing = await bringLogs(app, executionId, { stage, attempt, signal });
  const page =
    stage === undefined
      ? await readExecution(app, executionId, { ...query, ended, missing })
      : await readAttempt(app, executionId, { ...query, ended, missing });
  return missing.length === 0 ? page : { ...page, missing: missing.map(said) };
}

function said({ of, problem: { message, mend } }: Missing[number]) {
  return { stage: of.instance, problem: message, ...(mend === undefined ? {} : { mend }) };
}

type Range = LogQuery & { readonly ended: boolean; readonly missing: Missing };

async function readExecution(app: App, executionId: string, { ended, missing, ...query }: Range): Promise<LogPage> {
  await using log = await app.runs.logs.open(executionId);
  if (log === null) {
    await refuseAllGone(app, executionId, missing);
    return { items: [], lineCount: 0, ended };
  }
  const { from, limit } = rangeOf(query, log.lineCount);
  const lines = await log.read({ from, limit, maxLength: longestShown });
  if (lines.length === 0 && log.lineCount > 0) {
    await refuseAllGone(app, executionId, missing);
  }
  return pageOf(lines.map(logLineOf), { next: from + limit, lineCount: log.lineCount, ended });
}

async function refuseAllGone(app: App, executionId: string, missing: Missing): Promise<void> {
  await refuseGone(app, executionId, withoutMissing(await selectedAttempts(app, executionId, {}), missing));
}

async function readAttempt(app: App, executionId: string, { ended, ...query }: Range): Promise<LogPage> {
  const attempt = await selectedAttempt(app, executionId, query);
  if (attempt === null) return { items: [], lineCount: 0, ended };
  await using reader = await openAttemptLog(app, executionId, attempt);
  if (reader === null) return { items: [], lineCount: 0, ended };
  const { from, limit } = rangeOf(query, reader.lineCount);
  const lines = await reader.read({ from, limit, maxLength: longestShown });
  const items = lines.map((line) => attemptLineOf(attempt, line));
  return pageOf(items, { next: from + limit, lineCount: reader.lineCount, ended: ended || reader.complete });
}

function rangeOf(
  { from, tail, limit }: LogQuery,
  lineCount: number,
): { readonly from: number; readonly limit: number } {
  if (tail === undefined) return { from: from ?? 1, limit };
  return { from: Math.max(1, lineCount - tail + 1), limit: Math.max(limit, tail) };
}

function pageOf(
  items: LogPage["items"],
  { next, lineCount, ended }: { readonly next: number; readonly lineCount: number; readonly ended: boolean },
): LogPage {
  return { items, lineCount, ...(next <= lineCount ? { next } : {}), ended };
}

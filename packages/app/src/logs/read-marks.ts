import { z } from "zod";
import type { App } from "../app.ts";
import { type BringRequest, bringLogs } from "./bring-logs.ts";
import { selectedAttempt } from "./log-selection.ts";
import { hasEnded, openAttemptLog } from "./open-logs.ts";

export const logMarks = z.object({
  items: z
    .array(
      z.object({
        line: z.number().int().describe("In the log of the attempt; counts from 1"),
        kind: z.enum(["group", "endgroup", "error", "warning", "notice"]),
        text: z.string().describe("The group's title or the message, shortened where it is long"),
      }),
    )
    .describe("In the order of their lines"),
  leftOut: z.number().int().describe("Marks beyond those that are kept: a program may print millions"),
  attempt: z.number().int().describe("Whose log it is; 0 before the first"),
  lineCount: z.number().int().describe("Lines of the attempt so far"),
  ended: z.boolean().describe("No lines will come any more"),
});
export type LogMarks = z.input<typeof logMarks>;

/** Where the groups, errors and warnings of an attempt's log are. Throws `not-found`, `invalid-input`, `gone`. */
export async function readMarks(app: App, executionId: string, query: BringRequest): Promise<LogMarks> {
  const ended = await hasEnded(app, executionId);
  await bringLogs(app, executionId, query);
  const of = await selectedAttempt(app, executionId, query);
  await using reader = of === null ? null : await openAttemptLog(app, executionId, of);
  if (reader === null) return { items: [], leftOut: 0, attempt: of?.attempt ?? 0, lineCount: 0, ended };
  return {
    items: reader.marks.map(({ line, kind, text }) => ({ line, kind, text })),
    leftOut: reader.marksLeftOut,
    attempt: of?.attempt ?? 0,
    lineCount: reader.lineCount,
    ended: ended || reader.complete,
  };
}

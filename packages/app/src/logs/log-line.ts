import type { LogLine } from "@headrace/engine";
import { z } from "zod";
import type { LiveLines } from "../runs/live/live.ts";
import type { ExecutionLogLine } from "../runs/sequence/execution-logs.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";
import { timeOf } from "../values/fields.ts";

export const logLine = z.object({
  line: z.number().int().optional().describe("In the execution; counts from 1. Absent where one stage's log is read"),
  stage: z.string(),
  instance: z.string().describe("The stage, or of a matrix its name with the values"),
  attempt: z.number().int(),
  attemptLine: z.number().int().describe("In the log of the attempt; counts from 1"),
  stream: z.enum(["stdout", "stderr"]),
  at: z.string().describe("ISO 8601 in UTC with milliseconds"),
  text: z.string().describe("Without its line end, with the control sequences that colour it"),
  truncated: z.literal(true).optional().describe("Only the beginning of a very long line; the raw log has it whole"),
});
export type PublicLogLine = z.input<typeof logLine>;

/** Bytes of a line that are shown. */
export const longestShown = 16 * 1024;

export function logLineOf({ line, stage, instance, attempt, attemptLine, ...rest }: ExecutionLogLine): PublicLogLine {
  return { line, stage, instance, attempt, attemptLine, ...contentOf(rest) };
}

export function attemptLineOf({ stage, instance, attempt }: AttemptName, { line, ...rest }: LogLine): PublicLogLine {
  return { stage, instance, attempt, attemptLine: line, ...contentOf(rest) };
}

function contentOf({ stream, at, text, cut }: Pick<LogLine, "stream" | "at" | "text" | "cut">) {
  return { stream, at: timeOf(at), text, ...(cut > 0 ? { truncated: true as const } : {}) };
}

const lineFeed = 10;
const carriageReturn = 13;

/** The lines of a live message, each as reading it from the store would give it. */
export function liveLinesOf({ bytes, beginning, ...message }: LiveLines): readonly PublicLogLine[] {
  const { stage, instance, attempt, stream } = message;
  const at = timeOf(message.at);
  const lines: PublicLogLine[] = [];
  for (let start = 0, index = 0; index < message.count; index += 1) {
    const found = bytes.indexOf(lineFeed, start);
    const end = found === -1 ? bytes.length : found;
    const bare = found > start && bytes[end - 1] === carriageReturn ? end - 1 : end;
    const shown = cutBetween(bytes, start, bare);
    lines.push({
      line: message.line + index,
      stage,
      instance,
      attempt,
      attemptLine: message.firstLine + index,
      stream,
      at,
      text: bytes.toString("utf8", start, shown),
      ...(shown < bare || beginning === true ? { truncated: true as const } : {}),
    });
    start = end + 1;
  }
  return lines;
}

/** Where to cut a line that is too long: not through a character, whose further bytes are 10xxxxxx. */
function cutBetween(bytes: Buffer, start: number, end: number): number {
  if (end - start <= longestShown) return end;
  const limit = start + longestShown;
  for (let cut = limit; cut > limit - 4; cut -= 1) if (((bytes[cut] ?? 0) & 0xc0) !== 0x80) return cut;
  return limit;
}

export const logLineExample: PublicLogLine = {
  line: 318,
  stage: "test",
  instance: "test (22)",
  attempt: 1,
  attemptLine: 41,
  stream: "stdout",
  at: "2026-11-21T09:31:07.412Z",
  text: "✖ adds two numbers",
};

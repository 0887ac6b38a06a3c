import { z } from "zod";

/** A page of `logs.read`. */
export const logPage = z.object({
  items: z.array(
    z.object({
      line: z.number().optional(),
      attemptLine: z.number(),
      attempt: z.number(),
      instance: z.string(),
      text: z.string(),
    }),
  ),
  lineCount: z.number(),
  next: z.number().optional(),
  ended: z.boolean(),
});
export type LogPage = z.infer<typeof logPage>;
type Line = LogPage["items"][number];

/** Bytes of the lines of one answer: some 4,000 tokens. */
const mostBytes = 16_000;

/** Characters of one line. */
const longestLine = 1_000;

/** Lines as text, each after its number and, of a whole execution, its stage: a JSON object for each would be five times as long. */
export function textOfLines(items: readonly Line[], ofStage: boolean): readonly string[] {
  return items.map((line) => {
    const number = numberOf(line, ofStage);
    return ofStage ? `${number} | ${shortened(line.text)}` : `${number} ${line.instance} | ${shortened(line.text)}`;
  });
}

/** Lines of a stage are counted in its own log: the number is that with which to go on. */
export function numberOf({ line, attemptLine }: Pick<Line, "line" | "attemptLine">, ofStage: boolean): number {
  return ofStage ? attemptLine : (line ?? attemptLine);
}

/** A text without its end, which is said, where it is longer. */
export function shortened(text: string, most = longestLine): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most)} [… ${text.length - most} characters left out]`;
}

/** How many of these fit into one answer: one at least, so that whoever goes on gets on. */
export function fitting(lines: Iterable<string>): number {
  let bytes = 0;
  let count = 0;
  for (const line of lines) {
    bytes += Buffer.byteLength(JSON.stringify(line)) + 1;
    if (bytes > mostBytes && count > 0) break;
    count += 1;
  }
  return count;
}

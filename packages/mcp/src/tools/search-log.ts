import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";
import { fitting, shortened } from "./log-lines.ts";

const input = z.strictObject({
  execution: z.string().describe("Its id"),
  q: z.string().describe("A text, or with `regex` a regular expression of JavaScript's"),
  regex: z.boolean().default(false),
  matchCase: z.boolean().default(false),
  stage: z.string().optional().describe("Only of this stage or instance"),
  attempt: z.int().min(1).optional().describe("Only of this attempt"),
  context: z.int().min(0).max(10).default(2).describe("Lines around each"),
  limit: z.int().min(1).max(200).default(30).describe("How many matches"),
  cursor: z.string().optional(),
});

/** As `grep` shows them: a match after `>`, what stands around it after `|`, `--` where lines are left out. */
export const searchLog: AgentTool = {
  name: "search_log",
  title: "Search the logs of an execution",
  toolset: "logs",
  description:
    "Find a text or a regular expression in the logs of an execution, with the lines around: matches stand after `>`. Every match is counted. Numbers are those of the stage's own log: read_log with `stage` shows more around one.",
  input,
  output: z.object({
    count: z.number().describe("Of all lines that match"),
    lines: z.array(z.string()),
    logs: z.array(z.object({ instance: z.string(), attempt: z.number(), count: z.number() })),
    nextCursor: z.string().optional(),
    timedOut: z.boolean().describe("Not everything was searched"),
  }),
  example: { execution: "01a1fc42-b97f-7bef-9713-0b6621de95b1", q: "✖" },
  effect: "read",
  async call(ask, given, { signal }) {
    const asked = input.parse(given);
    const answer = await ask("logs.search", asked, signal);
    const { count, items, logs, nextCursor, timedOut } = found.parse(answer);
    const all = linesOf(items, asked.stage !== undefined);
    const lines = all.slice(0, fitting(all));
    const rest = all.length - lines.length;
    return {
      count,
      lines: rest === 0 ? lines : [...lines, `-- ${rest} lines left out: ask for fewer at a time`],
      logs: logs.map(({ instance, attempt, count: each }) => ({ instance, attempt, count: each })),
      ...(nextCursor === undefined ? {} : { nextCursor }),
      timedOut,
    };
  },
};

const found = z.object({
  count: z.number(),
  items: z.array(
    z.object({
      instance: z.string(),
      attempt: z.number(),
      attemptLine: z.number(),
      text: z.string(),
      before: z.array(z.string()).default([]),
      after: z.array(z.string()).default([]),
    }),
  ),
  logs: z.array(z.object({ instance: z.string(), attempt: z.number(), count: z.number() })),
  nextCursor: z.string().optional(),
  timedOut: z.boolean(),
});

/** Each line once, though several matches stand near it. */
function linesOf(items: z.infer<typeof found>["items"], ofStage: boolean): readonly string[] {
  const byLog = Map.groupBy(items, ({ instance, attempt }) => (attempt === 1 ? instance : `${instance}#${attempt}`));
  const isNamed = !ofStage || byLog.size > 1;
  return [...byLog].flatMap(([log, matches]) => {
    const texts = new Map<number, string>();
    for (const { attemptLine, before, after } of matches) {
      for (const [index, text] of before.entries()) texts.set(attemptLine - before.length + index, text);
      for (const [index, text] of after.entries()) texts.set(attemptLine + 1 + index, text);
    }
    const matching = new Map(matches.map(({ attemptLine, text }) => [attemptLine, text]));
    const numbers = [...new Set([...texts.keys(), ...matching.keys()])].toSorted((one, other) => one - other);
    return numbers.flatMap((number, index) => {
      const text = `${number}${isNamed ? ` ${log}` : ""} ${matching.has(number) ? ">" : "|"} ${shortened(matching.get(number) ?? texts.get(number) ?? "")}`;
      const previous = numbers[index - 1];
      return previous === undefined || previous === number - 1 ? [text] : ["--", text];
    });
  });
}

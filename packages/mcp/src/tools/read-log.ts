import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";
import { logCursorOf, logPositionOf } from "./log-cursor.ts";
import { fitting, logPage, numberOf, textOfLines } from "./log-lines.ts";

const input = z.strictObject({
  execution: z.string().describe("Its id"),
  stage: z.string().optional().describe("Only of this stage or instance"),
  attempt: z.int().min(1).optional().describe("The newest unless said"),
  from: z.int().min(1).optional().describe("The first line; 1 unless said"),
  cursor: z.string().max(1_000).optional().describe("Instead: goes on after the answer that gave it"),
  limit: z.int().min(1).max(500).default(100).describe("How many lines"),
});

export const readLog: AgentTool = {
  name: "read_log",
  title: "Read lines of the log of an execution",
  toolset: "logs",
  description:
    "Read lines of an execution's log, or of one of its stages, from a line on. tail_log gives the last ones, search_log finds a text; for the reason of a failure use failure_summary first.",
  input,
  output: z.object({
    lines: z.array(z.string()).describe("Each after its number"),
    lineCount: z.number(),
    cursor: z.string().optional(),
    hasMore: z.boolean().describe("There are more lines, or more may come"),
  }),
  example: { execution: "01a1fc42-b97f-7bef-9713-0b6621de95b1", from: 318, limit: 1 },
  effect: "read",
  async call(ask, given, { signal }) {
    const { execution, stage, limit, cursor, ...asked } = input.parse(given);
    const { from = 1, attempt } = cursor === undefined ? asked : logPositionOf(cursor, { execution, stage });
    const page = logPage.parse(await ask("logs.read", { execution, stage, attempt, from, limit }, signal));
    const ofStage = stage !== undefined;
    const all = textOfLines(page.items, ofStage);
    const lines = all.slice(0, fitting(all));
    const [first] = page.items;
    const last = page.items[lines.length - 1];
    // Of a later attempt the numbers mean other lines.
    const read = ofStage ? (attempt ?? first?.attempt) : undefined;
    const whole = lines.length === all.length;
    const after = last === undefined ? from : numberOf(last, ofStage) + 1;
    // While it runs, more may come after the last line.
    const hasMore = !whole || page.next !== undefined || !page.ended;
    const next = whole ? (page.next ?? after) : after;
    return {
      lines,
      lineCount: page.lineCount,
      ...(hasMore ? { cursor: logCursorOf({ execution, stage, attempt: read, from: next }) } : {}),
      hasMore,
    };
  },
};

import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";
import { logCursorOf } from "./log-cursor.ts";
import { fitting, logPage, textOfLines } from "./log-lines.ts";

const input = z.strictObject({
  execution: z.string().describe("Its id"),
  stage: z.string().optional().describe("Only of this stage or instance"),
  attempt: z.int().min(1).optional().describe("The newest unless said"),
  limit: z.int().min(1).max(500).default(50).describe("How many lines"),
});

export const tailLog: AgentTool = {
  name: "tail_log",
  title: "Read the last lines of the log of an execution",
  toolset: "logs",
  description:
    "Read the last lines of an execution's log, or of one of its stages: what it prints now, or how it ended. read_log with `cursor` gives what comes after them.",
  input,
  output: z.object({
    lines: z.array(z.string()).describe("Each after its number"),
    lineCount: z.number(),
    cursor: z.string().optional(),
    hasMore: z.boolean().describe("More may come"),
  }),
  example: { execution: "01a1fc42-b97f-7bef-9713-0b6621de95b1", limit: 20 },
  effect: "read",
  async call(ask, given, { signal }) {
    const { execution, stage, attempt, limit } = input.parse(given);
    const asked = { execution, stage, attempt, tail: limit };
    const { items, lineCount, ended } = logPage.parse(await ask("logs.read", asked, signal));
    const all = textOfLines(items, stage !== undefined);
    // Where not all fit, the end is what was asked for.
    const lines = all.slice(all.length - fitting(all.toReversed()));
    const read = stage === undefined ? undefined : (attempt ?? items[0]?.attempt);
    return {
      lines,
      lineCount,
      ...(ended ? {} : { cursor: logCursorOf({ execution, stage, attempt: read, from: lineCount + 1 }) }),
      hasMore: !ended,
    };
  },
};

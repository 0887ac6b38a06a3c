import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";

/** Lines as text: a JSON object for each would be five times as long. */
export const readLog: AgentTool = {
  name: "read_log",
  title: "Read lines of the log of an execution",
  toolset: "logs",
  description:
    "Read lines of an execution's log, or of one of its stages: from a line on, or the last ones with `tail`. For the reason of a failure use failure_summary first, and search_log to find a text; go on with `from` set to `next`.",
  input: z.strictObject({
    execution: z.string().describe("Its id"),
    stage: z.string().optional().describe("Only of this stage or instance"),
    attempt: z.int().min(1).optional().describe("Of the newest attempt unless said"),
    from: z.int().min(1).optional().describe("The first line; 1 unless said"),
    tail: z.int().min(1).max(500).optional().describe("The last lines instead"),
    limit: z.int().min(1).max(500).default(100).describe("How many lines"),
  }),
  output: z.object({
    /** Each begins with its number; go on with it. */
    lines: z.array(z.string()),
    lineCount: z.number(),
    /** Where to go on. */
    next: z.number().optional(),
    hasMore: z.boolean(),
  }),
  effect: "read",
  async call(ask, { tail, limit, ...rest }, signal) {
    const part = tail === undefined ? { limit } : { tail };
    const { items, lineCount, next, ended } = page.parse(await ask("logs.read", { ...rest, ...part }, signal));
    const several = new Set(items.map(({ instance }) => instance)).size > 1;
    return {
      lines: items.map(({ line, attemptLine, instance, text }) => {
        // Lines of a stage are counted in its own log: the number is that with which to go on.
        const number = rest.stage === undefined ? (line ?? attemptLine) : attemptLine;
        return several ? `${number} ${instance} | ${text}` : `${number} | ${text}`;
      }),
      lineCount,
      ...(next === undefined ? {} : { next }),
      // While it runs, more may come after the last line.
      hasMore: next !== undefined || !ended,
    };
  },
};

const page = z.object({
  items: z.array(
    z.object({ line: z.number().optional(), attemptLine: z.number(), instance: z.string(), text: z.string() }),
  ),
  lineCount: z.number(),
  next: z.number().optional(),
  ended: z.boolean(),
});

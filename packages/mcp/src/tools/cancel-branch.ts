import { Problem } from "@headrace/app";
import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";

const found = z.object({
  items: z.array(z.object({ id: z.string(), number: z.number(), pipeline: z.object({ name: z.string() }) })),
  nextCursor: z.string().optional(),
});

/** Each is asked for by itself, so that one that may not be cancelled keeps none of the others running. */
export const cancelBranch: AgentTool = {
  name: "cancel_branch",
  title: "Cancel all that runs or waits on a branch",
  toolset: "control",
  description:
    "Cancel every execution of a branch that runs or waits, in one call, of one pipeline or repository where that is named. For a single one use cancel_execution.",
  input: z.strictObject({
    branch: z.string().min(1).describe("Its name"),
    pipeline: z.string().optional().describe("Its id"),
    repository: z.string().optional().describe("Its id"),
  }),
  output: z.object({
    cancelled: z.array(z.object({ id: z.string(), pipeline: z.string(), number: z.number() })),
    refused: z.array(z.object({ id: z.string(), why: z.string() })),
    more: z.boolean(),
  }),
  example: { branch: "feature/rounding" },
  effect: "destructive",
  about: "branch",
  async call(ask, filter, { signal, progress }) {
    const cancelled: unknown[] = [];
    const refused: unknown[] = [];
    let more = false;
    for (const state of ["queued", "running"]) {
      const { items, nextCursor } = found.parse(await ask("executions.list", { ...filter, state, limit: 100 }, signal));
      more ||= nextCursor !== undefined;
      for (const { id, number, pipeline } of items) {
        try {
          await ask("executions.cancel", { execution: id }, signal);
          cancelled.push({ id, pipeline: pipeline.name, number });
          progress({ done: cancelled.length, message: `cancelled ${pipeline.name} #${number}` });
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          refused.push({ id, why: error.message });
        }
      }
    }
    return { cancelled, refused, more };
  },
};

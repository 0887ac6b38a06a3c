import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";

/** Seconds after which clients give a call up; one that answers before can be asked again. */
const mostSeconds = 45;

/** Milliseconds between looks. */
const pause = 1_000;

/** Answers once it has ended, or asks somebody to decide, or the time is over. */
export const waitForExecution: AgentTool = {
  name: "wait_for_execution",
  title: "Wait until an execution has ended",
  toolset: "control",
  description:
    "Wait until an execution has ended or waits for a person, at most 45 seconds a call; where it has not ended, `next` says what to do. Use it after run_pipeline instead of asking get_execution again and again.",
  input: z.strictObject({
    execution: z.string().describe("Its id"),
    seconds: z.int().min(1).max(mostSeconds).default(30).describe("How long at most"),
  }),
  output: z.object({
    execution: z.string(),
    state: z.string(),
    outcome: z.string().optional(),
    awaitsApproval: z.boolean(),
    /** What to do now. */
    next: z.string(),
  }),
  effect: "read",
  async call(ask, { execution, seconds }, signal) {
    const deadline = Date.now() + Number(seconds) * 1_000;
    for (;;) {
      const now = seen.parse(await ask("executions.get", { execution }, signal));
      const left = deadline - Date.now();
      if (now.state === "ended" || now.awaitsApproval || left <= 0) return { execution, ...now, next: nextOf(now) };
      await setTimeout(Math.min(pause, left), undefined, { signal });
    }
  },
};

const seen = z.object({ state: z.string(), outcome: z.string().optional(), awaitsApproval: z.boolean() });

function nextOf({ state, outcome, awaitsApproval }: z.infer<typeof seen>): string {
  if (awaitsApproval) return "it waits for a person: list_approvals says for what and who may decide";
  if (state !== "ended") return "call wait_for_execution again; read_log with `tail` shows what it prints meanwhile";
  return outcome === "success" ? "nothing: it succeeded" : "failure_summary says why";
}

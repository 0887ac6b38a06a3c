import { setTimeout } from "node:timers/promises";
import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";
import type { Progress } from "./agent-turn.ts";

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
  example: { execution: "01a1fc42-b97f-7bef-9713-0b6621de95b1", seconds: 45 },
  effect: "read",
  async call(ask, { execution, seconds }, { signal, progress }) {
    const deadline = Date.now() + Number(seconds) * 1_000;
    for (;;) {
      const { stages, ...now } = seen.parse(await ask("executions.get", { execution }, signal));
      progress(stepOf(now.state, stages));
      const left = deadline - Date.now();
      if (now.state === "ended" || now.awaitsApproval || left <= 0) return { execution, ...now, next: nextOf(now) };
      await setTimeout(Math.min(pause, left), undefined, { signal });
    }
  },
};

const seen = z.object({
  state: z.string(),
  outcome: z.string().optional(),
  awaitsApproval: z.boolean(),
  stages: z.array(z.object({ instance: z.string(), status: z.string() })),
});
type Seen = z.infer<typeof seen>;

function stepOf(state: string, stages: Seen["stages"]): Progress {
  const done = stages.filter(({ status }) => status === "finished").length;
  const running = stages.filter(({ status }) => status === "running").map(({ instance }) => instance);
  const named = running.length === 0 ? "" : `: ${running.slice(0, mostNamed).join(", ")}`;
  return { done, total: stages.length, message: `${state}, ${done} of ${stages.length} stages have ended${named}` };
}

/** Of the stages that run, so many are named. */
const mostNamed = 3;

function nextOf({ state, outcome, awaitsApproval }: Omit<Seen, "stages">): string {
  if (awaitsApproval) return "it waits for a person: list_approvals says for what and who may decide";
  if (state !== "ended") return "call wait_for_execution again; tail_log shows what it prints meanwhile";
  return outcome === "success" ? "nothing: it succeeded" : "failure_summary says why";
}

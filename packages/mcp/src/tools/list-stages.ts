import { z } from "zod";
import type { AgentTool } from "./agent-tool.ts";

const input = z.strictObject({
  execution: z.string().describe("Its id"),
  detail: z
    .enum(["summary", "detailed", "full"])
    .default("summary")
    .describe("`summary`: how each stands; `detailed`: with message, exit code, needs, attempt; `full`: all"),
  state: z.string().optional().describe("Only these, such as failed, running, waiting or success"),
  stage: z.string().optional().describe("Only this stage or instance"),
  from: z.int().min(1).default(1).describe("The first one, after `next` of an earlier answer"),
  limit: z.int().min(1).max(500).default(100).describe("How many"),
});

const stage = z.looseObject({
  stage: z.string(),
  instance: z.string(),
  status: z.string(),
  outcome: z.string().optional(),
  durationMs: z.number().optional(),
  needs: z.array(z.string()),
  environment: z.string().optional(),
  message: z.string().optional(),
  exitCode: z.number().optional(),
  attempt: z.number(),
  allowed: z.boolean(),
  reused: z.boolean(),
});
type Stage = z.infer<typeof stage>;

/** Of a run with hundreds of stages, an agent wants those that are not as they should be. */
export const listStages: AgentTool = {
  name: "list_stages",
  title: "List the stages of an execution",
  toolset: "executions",
  description:
    "List an execution's stages, with a count of each state; `state` and `detail` keep it short. For the reason of a failure use failure_summary, for the critical path execution_report.",
  input,
  output: z.object({
    counts: z.record(z.string(), z.number()).describe("Of the whole execution, by state"),
    stages: z.array(z.looseObject({})),
    next: z.number().optional(),
  }),
  example: { execution: "01a1fc42-b97f-7bef-9713-0b6621de95b1", detail: "detailed" },
  effect: "read",
  async call(ask, given, { signal }) {
    const { execution, detail, state, stage: named, from, limit } = input.parse(given);
    const { stages } = z.object({ stages: z.array(stage) }).parse(await ask("executions.get", { execution }, signal));
    const counts = new Map<string, number>();
    for (const each of stages) counts.set(stateOf(each), (counts.get(stateOf(each)) ?? 0) + 1);
    const wanted = stages.filter(
      (each) =>
        (state === undefined || stateOf(each) === state) &&
        (named === undefined || each.stage === named || each.instance === named),
    );
    const shown = wanted.slice(from - 1, from - 1 + limit);
    return {
      counts: Object.fromEntries(counts),
      stages: shown.map((each) => shownOf(each, detail)),
      ...(from - 1 + limit < wanted.length ? { next: from + limit } : {}),
    };
  },
};

/** How it ended, or how it stands. */
function stateOf({ status, outcome }: Stage): string {
  return outcome ?? status;
}

function shownOf(each: Stage, detail: "summary" | "detailed" | "full"): Readonly<Record<string, unknown>> {
  if (detail === "full") return each;
  const { instance, durationMs, needs, environment, message, exitCode, attempt, allowed, reused } = each;
  const summary = { instance, state: stateOf(each), durationMs };
  if (detail === "summary") return summary;
  return {
    ...summary,
    message,
    exitCode,
    attempt,
    needs,
    environment,
    ...(allowed ? { allowed } : {}),
    ...(reused ? { reused } : {}),
  };
}

import {
  decide,
  type EventBody,
  type ExecutionPlan,
  finishedEvent,
  initialState,
  planExecution,
  reduce,
  settleAttempt,
  settleStage,
} from "../packages/execution/src/index.ts";
import type { Stage } from "../packages/pipeline/src/index.ts";

/**
 * Prints what an event costs (decide after every event, settle, reduce) among 10 and among 20,000 stages, and the ratio.
 * Both sizes work through as many events in all, on warm code.
 */
const outside = { hashFiles: () => "", changed: () => false };

function chains(count: number): ExecutionPlan {
  const stages = Array.from(
    { length: count },
    (_, index): Stage => ({
      id: `s${index}`,
      name: `s${index}`,
      category: "custom",
      needs: index % 10 === 0 ? [] : [{ stage: `s${index - 1}`, artifacts: true }],
      ...(index % 10 === 9 ? { when: "always() && git.branch == 'main'" } : {}),
      steps: [],
      afterSteps: [],
      shell: "sh",
      variables: {},
      secrets: [],
      checkout: true,
      cache: [],
      artifacts: [],
      outputs: {},
      retry: { attempts: 1, on: [], backoff: 0 },
      allowFailure: false,
      services: [],
      runsOn: [],
    }),
  );
  return planExecution({
    executionId: "bench",
    number: 1,
    pipeline: { name: "bench", parameters: [], variables: {}, failFast: false, notifications: [], stages },
    digest: "",
    parameters: {},
    variables: {},
    git: {
      branch: "main",
      commit: "",
      tag: "",
      message: "",
      author: "",
      targetBranch: "",
      pullRequest: "",
      changedFiles: [],
    },
    event: "manual",
    workspace: "shared",
    concurrency: 4,
  });
}

interface Cost {
  events: number;
  milliseconds: number;
}

function execute(plan: ExecutionPlan, cost: Cost): void {
  let state = initialState(plan);
  const started = performance.now();
  const put = (body: EventBody) => {
    state = reduce(state, { seq: state.seq + 1, at: 0, executionId: plan.executionId, ...body });
  };
  while (state.status !== "finished") {
    // One action for each call: the costliest way to use it.
    const [action] = decide(state, 0);
    switch (action?.kind) {
      case "begin":
        put({ type: "execution.started" });
        break;
      case "settle":
        for (const body of settleStage(state, action.stage, outside)) put(body);
        break;
      case "start": {
        const { stage, instance, attempt } = action;
        put({ type: "stage.started", stage, instance, attempt });
        put(settleAttempt(state, action, { outcome: "success", exitCode: 0, durationMs: 0, outputs: {} }, 0));
        break;
      }
      case "finish":
        put(finishedEvent(state, 0));
        break;
      default:
        throw new Error(`nothing answers ${action?.kind}`);
    }
  }
  cost.milliseconds += performance.now() - started;
  cost.events += state.seq;
}

function costOf(count: number): Cost {
  const plan = chains(count);
  const warm: Cost = { events: 0, milliseconds: 0 };
  while (warm.events < 60_000) execute(plan, warm);
  const cost: Cost = { events: 0, milliseconds: 0 };
  while (cost.events < 180_000) execute(plan, cost);
  return cost;
}

const sizes = [10, 1_000, 20_000];
const costs = sizes.map((size) => {
  const { events, milliseconds } = costOf(size);
  return { size, microseconds: (milliseconds * 1_000) / events };
});
const base = costs[0]?.microseconds ?? 1;
console.log("stages | µs an event | ratio");
for (const { size, microseconds } of costs) {
  console.log(
    `${String(size).padStart(6)} | ${microseconds.toFixed(1).padStart(11)} | ${(microseconds / base).toFixed(2)}`,
  );
}

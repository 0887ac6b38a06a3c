import { createDummyExecutor } from "../../packages/engine/src/executors/dummy/index.ts";
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
} from "../../packages/execution/src/index.ts";
import { openProject } from "../../packages/library/src/index.ts";
import type { Case } from "../measure/case.ts";
import type { Finding } from "../measure/finding.ts";
import { pipelineOf, planRequest } from "../measure/plan-request.ts";
import { createScratch } from "../measure/scratch.ts";

const few = 10;
const many = 20_000;
/** A factor that noise explains; a cost that grew with the stages would be a factor of thousands. */
const flat = 2;

/** What an event costs among few and among many stages: by the pure core alone, and by the whole engine. */
export const eventCost: Case = {
  name: "event-cost",
  needsPeers: false,
  async run() {
    // Without a target: a state of this size does not fit into the processor's cache, and that alone is a factor.
    const { target: _, ...core } = findingOf("the pure core", coreCost(few), coreCost(many));
    return [await engineFinding(), core];
  },
};

interface Cost {
  events: number;
  milliseconds: number;
}

function findingOf(whose: string, small: Cost, large: Cost): Finding {
  const ratio = microseconds(large) / microseconds(small);
  return {
    what: `an event among ${many.toLocaleString("en")} stages, ${whose}`,
    ours: `${microseconds(large).toFixed(1)} µs`,
    beside: `among ${few} stages ${microseconds(small).toFixed(1)} µs`,
    figure: ratio.toFixed(2),
    target: { text: `flat: ≤ ${flat}`, met: ratio <= flat },
  };
}

function microseconds({ events, milliseconds }: Cost): number {
  return (milliseconds * 1_000) / events;
}

/** Chains of ten: the same shape at every size. */
function chains(count: number) {
  return pipelineOf(count, (index) => (index % 10 === 0 ? [] : [index - 1]));
}

/** Both sizes work through as many events in all, on warm code. */
function coreCost(count: number): Cost {
  const plan = planExecution(planRequest(chains(count)));
  const warm: Cost = { events: 0, milliseconds: 0 };
  while (warm.events < 60_000) execute(plan, warm);
  const cost: Cost = { events: 0, milliseconds: 0 };
  while (cost.events < 180_000) execute(plan, cost);
  return cost;
}

const outside = { hashFiles: () => "", changed: () => false };

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
        for (const body of settleStage(state, action.stage, { ...outside, now: 0 })) put(body);
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

/** Orchestrator, database, logs and all, but for real processes. */
async function engineFinding(): Promise<Finding> {
  using scratch = createScratch();
  await using project = await openProject({ directory: scratch.path, executor: createDummyExecutor() });
  let number = 0;
  const engineCost = async (count: number, leastEvents: number): Promise<Cost> => {
    const pipeline = chains(count);
    const cost: Cost = { events: 0, milliseconds: 0 };
    while (cost.events < leastEvents) {
      number += 1;
      const plan = planExecution({ ...planRequest(pipeline), executionId: `bench-${number}`, number });
      const started = performance.now();
      const handle = await project.orchestrator.start({
        plan,
        source: "",
        sourcePath: "bench.yml",
        projectDirectory: scratch.path,
        secrets: new Map(),
        observer: {},
      });
      const state = await handle.finished;
      if (state.outcome !== "success") throw new Error(`the execution ended with ${state.outcome}`);
      cost.milliseconds += performance.now() - started;
      cost.events += state.seq;
    }
    return cost;
  };
  await engineCost(few, 5_000);
  const small = await engineCost(few, 20_000);
  return findingOf("engine, dummy executor and database", small, await engineCost(many, 1));
}

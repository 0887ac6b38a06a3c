import { currentOwner, type ExecutionRecord, type Owner } from "@headrace/engine";
import type { EventBody, ExecutionEvent, ExecutionPlan } from "@headrace/execution";
import type { Pipeline } from "@headrace/pipeline";

export interface TestExecution {
  readonly id: string;
  readonly pipeline?: string;
  readonly number?: number;
  readonly branch?: string;
  readonly createdAt?: number;
  readonly owner?: Owner;
}

export function recordOf({
  id,
  pipeline = "web-app",
  number = 1,
  createdAt = 1_000,
  owner,
}: TestExecution): ExecutionRecord {
  return {
    plan: planOf({ id, pipeline, number }),
    source: `name: ${pipeline}\n`,
    sourcePath: "headrace.yml",
    projectDirectory: "/project",
    owner: owner ?? currentOwner(),
    createdAt,
    secretNames: ["DEPLOY_TOKEN"],
  };
}

export function createdEvent(execution: TestExecution): EventBody {
  return {
    type: "execution.created",
    version: 1,
    pipeline: execution.pipeline ?? "web-app",
    number: execution.number ?? 1,
    digest: "d".repeat(64),
    event: "manual",
    branch: execution.branch ?? "main",
    commit: "c".repeat(40),
    workspace: "shared",
    stages: [{ stage: "build", name: "build", needs: [] }],
  };
}

/** Numbers the bodies from `fromSeq` and gives them times one second apart. */
export function eventsOf(
  execution: TestExecution,
  bodies: readonly EventBody[],
  fromSeq = 1,
): readonly ExecutionEvent[] {
  const start = execution.createdAt ?? 1_000;
  return bodies.map((body, index) => {
    const seq = fromSeq + index;
    return { ...body, seq, at: start + (seq - 1) * 1_000, executionId: execution.id };
  });
}

/** A stage that ran once. */
export function ranStage(
  instance: string,
  durationMs: number,
  outcome: "success" | "failed" = "success",
): readonly EventBody[] {
  const of = { stage: instance, instance };
  return [
    { type: "stage.queued", ...of },
    { type: "stage.started", ...of, attempt: 1 },
    {
      type: "stage.finished",
      ...of,
      attempt: 1,
      outcome,
      exitCode: outcome === "success" ? 0 : 1,
      durationMs,
      allowed: false,
      outputs: {},
    },
  ];
}

export const finishedEvent: EventBody = {
  type: "execution.finished",
  outcome: "success",
  exitCode: 0,
  durationMs: 9,
  attempt: 1,
};

function planOf({ id, pipeline, number }: Required<Pick<TestExecution, "id" | "pipeline" | "number">>): ExecutionPlan {
  const definition: Pipeline = {
    name: pipeline,
    parameters: [],
    variables: {},
    failFast: false,
    notifications: [],
    stages: [],
  };
  return {
    executionId: id,
    number,
    pipeline: definition,
    digest: "d".repeat(64),
    parameters: { target: "staging" },
    variables: {},
    git: {
      branch: "main",
      commit: "c".repeat(40),
      tag: "",
      message: "",
      author: "",
      targetBranch: "",
      pullRequest: "",
      changedFiles: [],
    },
    event: "manual",
    workspace: "shared",
    concurrency: 2,
    stages: [],
  };
}

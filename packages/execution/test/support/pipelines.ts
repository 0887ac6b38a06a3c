import { type ExecutionPlan, type ExecutionRequest, planExecution } from "@headrace/execution";
import type { Matrix, Pipeline, Stage } from "@headrace/pipeline";

/** A stage as a test cares about it: needs by name, the rest as the parser's defaults would be. */
export type StageSketch = Partial<Omit<Stage, "needs" | "matrix">> & {
  readonly needs?: readonly string[];
  readonly matrix?: Partial<Matrix>;
};

export function stage(id: string, sketch: StageSketch = {}): Stage {
  const { needs, matrix, ...rest } = sketch;
  return {
    id,
    name: id,
    category: "custom",
    steps: [],
    afterSteps: [],
    shell: "sh",
    variables: {},
    secrets: [],
    checkout: true,
    cache: [],
    artifacts: [],
    outputs: {},
    retry: { attempts: 1, on: ["failed", "timedOut", "outOfMemory", "infrastructure"], backoff: 0 },
    allowFailure: false,
    services: [],
    runsOn: [],
    needs: (needs ?? []).map((need) => ({ stage: need, artifacts: true })),
    ...(matrix === undefined ? {} : { matrix: { axes: {}, exclude: [], include: [], failFast: false, ...matrix } }),
    ...rest,
  };
}

export function pipeline(
  stages: Readonly<Record<string, StageSketch>> | readonly Stage[],
  rest: Partial<Pipeline> = {},
): Pipeline {
  return {
    name: "web-app",
    parameters: [],
    variables: {},
    failFast: false,
    notifications: [],
    stages: Array.isArray(stages) ? stages : Object.entries(stages).map(([id, sketch]) => stage(id, sketch)),
    ...rest,
  };
}

export function request(of: Pipeline, rest: Partial<ExecutionRequest> = {}): ExecutionRequest {
  return {
    executionId: "0198c5a0-0000-7000-8000-000000000001",
    number: 7,
    pipeline: of,
    digest: "c0ffee",
    parameters: {},
    variables: {},
    git: {
      branch: "main",
      commit: "1f2e3d",
      tag: "",
      message: "Ship it",
      author: "Ada",
      targetBranch: "",
      pullRequest: "",
      changedFiles: [],
    },
    event: "push",
    workspace: "shared",
    concurrency: 4,
    ...rest,
  };
}

export function plan(
  stages: Readonly<Record<string, StageSketch>> | readonly Stage[],
  rest: Partial<ExecutionRequest> & { readonly failFast?: boolean } = {},
): ExecutionPlan {
  const { failFast = false, ...asked } = rest;
  return planExecution(request(pipeline(stages, { failFast }), asked));
}

import type { ExecutionRequest } from "../../packages/execution/src/index.ts";
import type { Pipeline, Stage, Step } from "../../packages/pipeline/src/index.ts";

const noGit = {
  branch: "main",
  commit: "",
  tag: "",
  message: "",
  author: "",
  targetBranch: "",
  pullRequest: "",
  changedFiles: [],
};

/** A pipeline of so many stages, each with one step; `needs` says by index what a stage needs. */
export function pipelineOf(count: number, needs: (index: number) => readonly number[]): Pipeline {
  const stages = Array.from({ length: count }, (_, index) => stageOf(index, needs(index)));
  return { name: "bench", parameters: [], variables: {}, failFast: false, notifications: [], stages };
}

export function planRequest(pipeline: Pipeline): ExecutionRequest {
  return {
    executionId: "bench",
    number: 1,
    pipeline,
    digest: "",
    parameters: {},
    variables: {},
    git: noGit,
    event: "manual",
    workspace: "shared",
    concurrency: 4,
  };
}

function stageOf(index: number, needs: readonly number[]): Stage {
  return {
    id: `s${index}`,
    name: `s${index}`,
    category: "custom",
    needs: needs.map((need) => ({ stage: `s${need}`, artifacts: true })),
    ...(index % 10 === 9 ? { when: "always() && git.branch == 'main'" } : {}),
    steps: [step],
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
  };
}

const step: Step = { name: "echo", run: "echo hello", shell: "sh", variables: {}, allowFailure: false };

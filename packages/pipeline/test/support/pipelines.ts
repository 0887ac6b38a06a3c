import type { Pipeline, Stage, Step } from "../../src/model/index.ts";

/** A stage with the defaults the parser writes out. */
export function stageOf(id: string, needs: readonly string[] = [], more: Partial<Stage> = {}): Stage {
  return {
    id,
    name: id,
    category: "custom",
    needs: needs.map((stage) => ({ stage, artifacts: true })),
    steps: [stepOf(`make ${id}`)],
    afterSteps: [],
    shell: "sh",
    variables: {},
    secrets: [],
    checkout: true,
    cache: [],
    artifacts: [],
    outputs: {},
    retry: { attempts: 1, on: ["failed"], backoff: 0 },
    allowFailure: false,
    services: [],
    runsOn: [],
    ...more,
  };
}

export function stepOf(run: string, more: Partial<Step> = {}): Step {
  return { name: run, run, shell: "sh", variables: {}, allowFailure: false, ...more };
}

export function pipelineOf(stages: readonly Stage[], more: Partial<Pipeline> = {}): Pipeline {
  return { name: "web-app", parameters: [], variables: {}, failFast: false, notifications: [], stages, ...more };
}

import type { ExecutionPlan, ExecutionState, StartEvent } from "@headrace/execution";
import type { ForgeRun, ForgeTrigger } from "@headrace/forges";
import { type Pipeline, type Stage, sha256Hex } from "@headrace/pipeline";
import { observedNeeds, plannedStages } from "./observed-needs.ts";
import type { ObservedRun } from "./observed-run.ts";

export interface ObservedPlanOptions {
  readonly executionId: string;
  /** Of the repository on the host: what has no name of its own is called by it. */
  readonly repositoryName: string;
  /** As it was known before: a stage that was seen once stays. */
  readonly before?: ExecutionState | undefined;
}

/**
 * A run as a plan. Hosts do not tell which stage needs which: where the run's file does not either, stages stand side by
 * side, in the host's order, and what is not known of them is empty.
 */
export function observedPlan(observed: ObservedRun, options: ObservedPlanOptions): ExecutionPlan {
  const { run, stages } = observed;
  const { executionId, before } = options;
  const keys = new Set([...(before?.plan.stages ?? []).map(({ id }) => id), ...stages.map(({ key }) => key)]);
  const needs = observedNeeds(observed, [...keys], before);
  const definitions = [...needs].map(([key, all]) => stageOf(key, all));
  const pipeline = pipelineOf(nameOf(run, options.repositoryName), definitions);
  return {
    executionId,
    number: run.number,
    pipeline,
    // Nobody here has seen the definition: runs of one name count as runs of one.
    digest: sha256Hex(pipeline.name),
    parameters: {},
    variables: {},
    git: gitOf(run),
    event: startEventOf(run),
    workspace: "isolated",
    concurrency: Math.max(1, definitions.length),
    stages: plannedStages(needs),
  };
}

/** A workflow is called by its file, as people speak of it. */
export function nameOf({ target }: ForgeRun, repositoryName: string): string {
  return target.pipeline?.replace(/^\.github\/workflows\//, "") ?? repositoryName;
}

export function startEventOf({ trigger, target }: ForgeRun): StartEvent {
  return trigger === "push" && target.kind === "tag" ? "tag" : startEvents[trigger];
}

const startEvents: Readonly<Record<ForgeTrigger, StartEvent>> = {
  push: "push",
  "pull-request": "pull_request",
  manual: "manual",
  schedule: "schedule",
  upstream: "pipeline",
  // Somebody or something asked for it, in a word that is kept beside it.
  unknown: "manual",
};

function gitOf({ target, actor }: ForgeRun): ExecutionPlan["git"] {
  const { kind, name = "", commit = "", pullRequest = "" } = target;
  return {
    branch: kind === "tag" ? "" : name,
    commit,
    tag: kind === "tag" ? name : "",
    message: "",
    author: actor ?? "",
    targetBranch: "",
    pullRequest,
    changedFiles: [],
  };
}

function pipelineOf(name: string, stages: readonly Stage[]): Pipeline {
  return { name, parameters: [], variables: {}, failFast: false, notifications: [], stages };
}

function stageOf(id: string, needs: readonly string[]): Stage {
  return {
    id,
    name: id,
    category: "custom",
    needs: needs.map((stage) => ({ stage, artifacts: false })),
    steps: [],
    afterSteps: [],
    shell: "sh",
    variables: {},
    secrets: [],
    checkout: false,
    cache: [],
    artifacts: [],
    outputs: {},
    retry: { attempts: 1, on: [], backoff: 0 },
    allowFailure: false,
    services: [],
    runsOn: [],
  };
}

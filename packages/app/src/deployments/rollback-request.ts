import type { StoredExecution } from "@headrace/engine";
import { type CarriedStage, type ExecutionState, initialState, reduce, stageOf } from "@headrace/execution";
import { carriedStages } from "@headrace/library/project";
import type { Pipeline } from "@headrace/pipeline";
import { Problem, wrongField } from "../problems/problem.ts";
import type { Link } from "../runs/links.ts";
import type { RunRequest } from "../runs/runs.ts";
import { askSecretsAgain } from "../runs/start/ask-secrets-again.ts";

export interface Wanted {
  readonly stage: string;
  readonly instance: string;
  readonly actor: RunRequest["actor"];
  readonly rollback: NonNullable<RunRequest["rollback"]>;
  /** Values of parameters of type secret, which were not kept. */
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * The deploying stage again as it was: the same commit, definition, parameters and variables. What it needs is carried over
 * with its outputs and artifacts, nothing else runs. Throws `conflict` and `invalid-input`.
 */
export function rollbackRequest(stored: StoredExecution, link: Link, wanted: Wanted): RunRequest {
  const { plan } = stored;
  const { stage, instance } = wanted;
  const secret = new Set(plan.pipeline.parameters.filter(({ type }) => type === "secret").map(({ name }) => name));
  const changed = Object.keys(wanted.parameters).find((name) => !secret.has(name));
  if (changed !== undefined) {
    const message = "only parameters of type secret are given again; the others are as they were";
    throw wrongField(`parameters.${changed}`, message, "leave it out");
  }
  askSecretsAgain(link, wanted.parameters);
  const typed = Object.entries(plan.parameters).map(([name, value]): [string, string] => [name, String(value)]);
  const needed = withAncestors(plan.pipeline, stage);
  const planned = new Set(plan.stages.map(({ id }) => id));
  const before = carriedStages(stored, { kind: "from", stage }, plan.pipeline);
  const others = otherInstances(stored, stage, instance);
  return {
    organizationId: link.organizationId,
    repositoryId: link.repositoryId,
    ...(link.pipelineId === undefined ? {} : { pipelineId: link.pipelineId }),
    ...(link.pipelineVersion === undefined ? {} : { pipelineVersion: link.pipelineVersion }),
    text: stored.source,
    path: stored.sourcePath,
    event: plan.event,
    actor: wanted.actor,
    trust: link.trust,
    git: plan.git,
    parameters: { ...Object.fromEntries(typed), ...wanted.parameters },
    variables: plan.variables,
    only: [...needed].filter((id) => planned.has(id)),
    carried: {
      ...Object.fromEntries(Object.entries(before).filter(([id]) => needed.has(id))),
      ...(others === undefined ? {} : { [stage]: others }),
    },
    rerunOf: plan.executionId,
    rollback: wanted.rollback,
  };
}

/** Of a matrix, what deployed elsewhere is left as it is. Undefined for a stage with one instance. */
function otherInstances(stored: StoredExecution, stage: string, instance: string): CarriedStage | undefined {
  const state = stored.events.reduce<ExecutionState>(reduce, initialState(stored.plan));
  const instances = stageOf(state, stage)?.instances ?? [];
  if (instances.length <= 1) return undefined;
  const others = instances.filter((each) => each.instance !== instance);
  const lost = others.find(({ result }) => result !== "success");
  if (lost !== undefined) {
    throw new Problem("conflict", `"${lost.instance}" of the same stage did not succeed then, and would run again`, {
      mend: "choose a deployment of an execution in which all instances of the stage succeeded",
    });
  }
  const planned = (each: (typeof instances)[number]) => ({
    instance: each.instance,
    ...(each.matrix === undefined ? {} : { matrix: each.matrix }),
  });
  return {
    executionId: stored.plan.executionId,
    all: instances.map(planned),
    instances: others.map((each) => ({ ...planned(each), outputs: each.outputs })),
  };
}

function withAncestors({ stages }: Pipeline, stage: string): ReadonlySet<string> {
  const needsOf = new Map(stages.map(({ id, needs }) => [id, needs.map((need) => need.stage)]));
  const found = new Set<string>();
  const visit = (id: string): void => {
    if (found.has(id)) return;
    found.add(id);
    for (const need of needsOf.get(id) ?? []) visit(need);
  };
  visit(stage);
  return found;
}

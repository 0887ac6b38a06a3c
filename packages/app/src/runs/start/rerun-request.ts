import type { StoredExecution } from "@headrace/engine";
import { carriedStages } from "@headrace/library/project";
import { Problem } from "../../problems/problem.ts";
import { stateOf } from "../held/stored-run.ts";
import type { Link } from "../links.ts";
import type { RerunRequest, RunRequest } from "../runs.ts";
import { askSecretsAgain } from "./ask-secrets-again.ts";

/**
 * The same commit, definition and circumstances again; results that stand are taken over, and what was left out then stays
 * out. Values of parameters of type secret have to be given again. Throws `conflict` and `invalid-input`.
 */
export function rerunRequest(
  earlier: StoredExecution,
  link: Link,
  { actor, part, parameters }: RerunRequest,
): RunRequest {
  const { plan } = earlier;
  if (stateOf(earlier).status !== "finished") {
    throw new Problem("conflict", `execution ${plan.executionId} has not ended`, {
      mend: "cancel it or wait for its end, then run it again",
    });
  }
  askSecretsAgain(link, parameters ?? {});
  const typed = Object.entries(plan.parameters).map(([name, value]): [string, string] => [name, String(value)]);
  const isPart = plan.stages.length < plan.pipeline.stages.length;
  return {
    organizationId: link.organizationId,
    repositoryId: link.repositoryId,
    ...(link.pipelineId === undefined ? {} : { pipelineId: link.pipelineId }),
    ...(link.pipelineVersion === undefined ? {} : { pipelineVersion: link.pipelineVersion }),
    text: earlier.source,
    path: earlier.sourcePath,
    event: plan.event,
    actor,
    trust: link.trust,
    ...(link.detail.toldIn === undefined ? {} : { toldIn: link.detail.toldIn }),
    ...(link.detail.from === undefined ? {} : { detail: link.detail.from }),
    git: plan.git,
    parameters: { ...Object.fromEntries(typed), ...parameters },
    variables: plan.variables,
    priority: link.priority,
    ...(isPart ? { only: plan.stages.map(({ id }) => id) } : {}),
    carried: carriedStages(earlier, part, plan.pipeline),
    rerunOf: plan.executionId,
    ...(link.detail.deviates === undefined ? {} : { deviates: link.detail.deviates }),
    ...(link.detail.rollback === undefined ? {} : { rollback: link.detail.rollback }),
  };
}

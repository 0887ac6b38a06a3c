import type { Link } from "../links.ts";
import type { RunRequest } from "../runs.ts";
import { deviates } from "./deviates.ts";
import type { PreparedRun } from "./prepare-run.ts";

/** What is kept of a new execution, which waits for its turn. `createdAt` is epoch milliseconds. */
export function linkFor(request: RunRequest, prepared: PreparedRun, createdAt: number): Link {
  const { plan, givenSecrets, pipelineVersion, settings } = prepared;
  const { upstream, detail, rollback, onBehalfOf, toldIn } = request;
  return {
    executionId: plan.executionId,
    organizationId: request.organizationId,
    repositoryId: request.repositoryId,
    ...(request.pipelineId === undefined ? {} : { pipelineId: request.pipelineId }),
    ...(pipelineVersion === undefined ? {} : { pipelineVersion }),
    trigger: request.event,
    trust: request.trust,
    actor: request.actor,
    state: "queued",
    priority: request.priority ?? settings.priority,
    createdAt,
    detail: {
      ...(plan.concurrencyGroup === undefined ? {} : { concurrency: plan.concurrencyGroup }),
      ...(givenSecrets.size === 0 ? {} : { givenSecrets: [...givenSecrets.keys()] }),
      ...(upstream === undefined ? {} : { upstream: upstream.executionId, chain: [...upstream.chain] }),
      ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
      ...(toldIn === undefined ? {} : { toldIn }),
      ...(rollback === undefined ? {} : { rollback }),
      ...(deviates(request, prepared) ? { deviates: true } : {}),
      ...(detail === undefined ? {} : { from: { ...detail } }),
    },
  };
}

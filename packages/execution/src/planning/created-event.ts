import type { ExecutionCreated } from "../events.ts";
import { eventVersion } from "../events.ts";
import type { ExecutionPlan } from "../plan-types.ts";

/** The first event of an execution: what the faces need to draw it before anything happens. */
export function createdEvent(plan: ExecutionPlan, rerunOf?: string): ExecutionCreated {
  const definitions = new Map(plan.pipeline.stages.map((stage) => [stage.id, stage]));
  return {
    type: "execution.created",
    version: eventVersion,
    pipeline: plan.pipeline.name,
    number: plan.number,
    digest: plan.digest,
    event: plan.event,
    branch: plan.git.branch,
    commit: plan.git.commit,
    workspace: plan.workspace,
    stages: plan.stages.map((planned) => {
      const definition = definitions.get(planned.id);
      return {
        stage: planned.id,
        name: definition?.name ?? planned.id,
        needs: planned.needs.flatMap((index) => plan.stages[index]?.id ?? []),
        ...(definition?.group === undefined ? {} : { group: definition.group }),
      };
    }),
    ...(rerunOf === undefined ? {} : { rerunOf }),
  };
}

import type { ExecutionPlan } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { RequestBase } from "./orchestrator-requests.ts";
import type { EngineServices } from "./services.ts";

/** A secret that is missing is said before anything runs, and all that are missing at once. */
export function refuseMissingSecrets(
  plan: ExecutionPlan,
  { secrets, secretSource }: Pick<RequestBase, "secrets" | "secretSource">,
  alsoNeeded: readonly string[] = [],
): void {
  const planned = new Set(plan.stages.map((stage) => stage.id));
  const needed = new Set([
    ...alsoNeeded,
    // Where there is a source, whether a stage gets them is seen when it starts.
    ...plan.pipeline.stages
      .filter((stage) => secretSource === undefined && planned.has(stage.id))
      .flatMap((stage) => stage.secrets),
  ]);
  const missing = [...needed].filter((name) => !secrets.has(name));
  if (missing.length === 0) return;
  throw new HeadraceError(
    "secret-not-given",
    `${missing.length === 1 ? "secret" : "secrets"} not given: ${missing.join(", ")}`,
    {
      mend: `give ${missing.length === 1 ? "it" : "each"} with --secret NAME (the value comes from the environment or is asked for) or --secret-file FILE`,
    },
  );
}

export function refuseWhatCannotRun(plan: ExecutionPlan, services: EngineServices): void {
  const planned = new Set(plan.stages.map((stage) => stage.id));
  const problems = plan.pipeline.stages
    .filter((stage) => planned.has(stage.id))
    .flatMap((stage) =>
      services.executor
        .refuse({
          executionId: plan.executionId,
          instance: stage.id,
          attempt: 1,
          workspace: services.workspacesDirectory,
          ...(stage.resources?.memory === undefined ? {} : { memory: stage.resources.memory }),
        })
        .map((problem) => `stage "${stage.id}": ${problem}`),
    );
  if (problems.length > 0) throw new HeadraceError("not-supported-yet", problems.join("; "));
}

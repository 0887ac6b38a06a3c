import type { ExecutionPlan } from "@headrace/execution";
import { HeadraceError } from "@headrace/pipeline";
import type { EngineServices } from "./services.ts";

/**
 * What is taken over from an earlier execution must still be kept: the rows of its artifacts may have expired, and
 * their content may have been removed from outside. Throws `blob-missing`, before anything of the new one is stored.
 */
export async function refuseMissingResults(
  plan: ExecutionPlan,
  { catalog, blobs }: Pick<EngineServices, "catalog" | "blobs">,
): Promise<void> {
  for (const { id, carried } of plan.stages) {
    const declared = plan.pipeline.stages.find((stage) => stage.id === id)?.artifacts ?? [];
    if (carried === undefined || declared.length === 0) continue;
    const rows = await catalog.artifacts(carried.executionId);
    for (const { instance } of carried.instances) {
      for (const { name } of declared) {
        const row = rows.findLast((candidate) => candidate.instance === instance && candidate.name === name);
        if (row !== undefined && (await blobs.has(row.digest))) continue;
        throw new HeadraceError("blob-missing", `artifact "${name}" of ${instance} is not kept any more`, {
          mend: "run the whole pipeline again, without taking over earlier results",
        });
      }
    }
  }
}

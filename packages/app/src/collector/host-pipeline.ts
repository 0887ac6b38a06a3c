import type { ForgeRun } from "@headrace/forges";
import type { ServerTables } from "@headrace/store/server";
import { sql } from "kysely";
import { derivedId } from "../projections/derived-id.ts";
import { nameOf } from "./observed-plan.ts";
import type { Watched } from "./record-run.ts";

/**
 * Which pipeline of a host a run is one of: of a workflow's file, a custom pipeline, or of what Bitbucket runs for the
 * repository's branches, which stays the same when the repository is renamed.
 */
export function hostPipelineId(repositoryId: string, { target }: ForgeRun): string {
  return derivedId(0, "host pipeline", repositoryId, target.pipeline ?? "");
}

/** Has the pipeline of a run be known here. Again with the same, or with an older run, it changes nothing. */
export async function knowHostPipeline(tables: ServerTables, watched: Watched, run: ForgeRun): Promise<void> {
  const { organizationId, repositoryId, host, name } = watched;
  await tables
    .insertInto("forge_pipelines")
    .values({
      id: hostPipelineId(repositoryId, run),
      organization_id: organizationId,
      repository_id: repositoryId,
      host,
      name: nameOf(run, name),
      last_at: run.createdAt,
    })
    .onConflict((conflict) =>
      conflict
        .column("id")
        .doUpdateSet((eb) => ({ name: eb.ref("excluded.name"), last_at: eb.ref("excluded.last_at") }))
        .whereRef(sql.ref("forge_pipelines.last_at"), "<", sql.ref("excluded.last_at")),
    )
    .execute();
}

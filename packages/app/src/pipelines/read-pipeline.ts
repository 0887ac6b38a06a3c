import type { PipelinesTable, PipelineVersionsTable, ServerTables } from "@headrace/store/server";
import { notFound } from "../problems/problem.ts";

/** Throws `not-found`. */
export async function readPipeline(tables: ServerTables, id: string): Promise<PipelinesTable> {
  const row = await tables.selectFrom("pipelines").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("pipeline", id);
  return row;
}

/** One version's text; the newest unless said. Throws `not-found`. */
export async function readVersion(
  tables: ServerTables,
  pipeline: Pick<PipelinesTable, "id" | "version">,
  version = pipeline.version,
): Promise<PipelineVersionsTable> {
  const row = await tables
    .selectFrom("pipeline_versions")
    .selectAll()
    .where("pipeline_id", "=", pipeline.id)
    .where("version", "=", version)
    .executeTakeFirst();
  if (row === undefined) throw notFound("version of this pipeline", String(version));
  return row;
}

import type { PipelinesTable, ServerTables } from "@headrace/store/server";
import { actorFrom } from "../../access/kept-actor.ts";
import type { Actor } from "../../access/principal.ts";
import { notFound, ownFault, Problem } from "../../problems/problem.ts";
import type { RunRequest } from "../runs.ts";
import type { Source } from "../sources/sources.ts";

export interface DefinitionPlace {
  readonly text: string;
  readonly path: string;
  readonly pipelineVersion?: number;
  /** Who saved it here. */
  readonly author?: Actor;
}

/** Where the file of a definition is looked for. */
export interface DefinitionFiles extends Pick<Source, "readFile"> {
  readonly git: Pick<Source["git"], "branch" | "commit">;
}

export interface DefinitionSought {
  readonly request: Pick<RunRequest, "text" | "path" | "pipelineId" | "pipelineVersion">;
  readonly saved: PipelinesTable | undefined;
  readonly source: DefinitionFiles;
}

/** Undefined for what is not saved, or was purged since. */
export async function savedPipeline(
  tables: ServerTables,
  { pipelineId, repositoryId }: Pick<RunRequest, "pipelineId" | "repositoryId">,
): Promise<PipelinesTable | undefined> {
  if (pipelineId === undefined) return undefined;
  return await tables
    .selectFrom("pipelines")
    .selectAll()
    .where("id", "=", pipelineId)
    .where("repository_id", "=", repositoryId)
    .executeTakeFirst();
}

/** The text that was given, else the pipeline's: as it is stored, or from the commit that runs. */
export async function definitionText(
  tables: ServerTables,
  { request, saved, source }: DefinitionSought,
): Promise<DefinitionPlace> {
  const { text, path = "headrace.yml", pipelineVersion } = request;
  if (text !== undefined) return { text, path, ...(pipelineVersion === undefined ? {} : { pipelineVersion }) };
  if (request.pipelineId === undefined) throw ownFault("there is neither a definition nor a pipeline to run");
  if (saved === undefined) throw notFound("pipeline", request.pipelineId);
  if (saved.source === "repository") return await textAtCommit(saved, source);
  const version = pipelineVersion ?? saved.version;
  const row = await tables
    .selectFrom("pipeline_versions")
    .select(["text", "created_by"])
    .where("pipeline_id", "=", saved.id)
    .where("version", "=", version)
    .executeTakeFirst();
  if (row === undefined) throw notFound("version of the pipeline", String(version));
  return {
    text: row.text,
    path: saved.path ?? `${saved.name}.yml`,
    pipelineVersion: version,
    author: actorFrom(row.created_by),
  };
}

async function textAtCommit({ path }: PipelinesTable, source: DefinitionFiles): Promise<DefinitionPlace> {
  const file = path ?? "headrace.yml";
  const text = await source.readFile(file);
  if (text !== null) return { text, path: file };
  const { branch, commit } = source.git;
  const place = branch || commit;
  throw new Problem("invalid-definition", `there is no ${file} ${place === "" ? "in the repository" : `at ${place}`}`, {
    mend: place === "" ? "write one there" : "add it to that branch, or choose another branch",
  });
}

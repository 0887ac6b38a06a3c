import { hasErrors } from "@headrace/library/project";
import type { Pipeline } from "@headrace/pipeline";
import type { PipelinesTable, ServerTables } from "@headrace/store/server";
import type { Source } from "../runs/sources/sources.ts";
import { parseWithSource } from "../runs/start/prepare-run.ts";

export type ReadTriggers = { readonly pipeline: Pipeline } | { readonly why: string };

/** The definition that counts at a commit: the stored one, or the file there. Otherwise why there is none, for people. */
export async function readDefinition(
  tables: ServerTables,
  row: PipelinesTable,
  source: Pick<Source, "readFile">,
): Promise<ReadTriggers> {
  const path = row.path ?? (row.source === "repository" ? "headrace.yml" : `${row.name}.yml`);
  const text = row.source === "repository" ? await source.readFile(path) : await storedText(tables, row);
  if (text === null) return { why: `There is no ${path} at this commit.` };
  const { pipeline, diagnostics } = await parseWithSource({ text, path }, source);
  const error = diagnostics.find(({ severity }) => severity === "error");
  if (pipeline === null || hasErrors(diagnostics))
    return { why: `${path} has errors: ${error?.message ?? "it is no pipeline"}` };
  return { pipeline };
}

async function storedText(tables: ServerTables, { id, version }: PipelinesTable): Promise<string | null> {
  const row = await tables
    .selectFrom("pipeline_versions")
    .select("text")
    .where("pipeline_id", "=", id)
    .where("version", "=", version)
    .executeTakeFirst();
  return row?.text ?? null;
}

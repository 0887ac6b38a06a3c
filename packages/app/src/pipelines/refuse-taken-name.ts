import type { PipelinesTable, ServerTables } from "@headrace/store/server";
import { Problem } from "../problems/problem.ts";

/** Throws `conflict` when another pipeline of the repository that is not archived has this name. */
export async function refuseTakenName(
  tables: ServerTables,
  row: Pick<PipelinesTable, "id" | "repository_id" | "name">,
): Promise<void> {
  const other = await tables
    .selectFrom("pipelines")
    .select("id")
    .where("repository_id", "=", row.repository_id)
    .where("name", "=", row.name)
    .where("archived_at", "is", null)
    .where("id", "!=", row.id)
    .executeTakeFirst();
  if (other === undefined) return;
  throw new Problem("conflict", `this repository already has a pipeline "${row.name}"`, {
    mend: "choose another name",
    detail: { pipeline: other.id },
  });
}

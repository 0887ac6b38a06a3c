import type { EnvironmentsTable, ServerTables } from "@headrace/store/server";
import { sql } from "kysely";

/** By whatever capitals it is written with: a rule holds for all of them. */
export async function environmentNamed(
  tables: ServerTables,
  repositoryId: string,
  name: string,
): Promise<EnvironmentsTable | undefined> {
  return await tables
    .selectFrom("environments")
    .selectAll()
    .where("repository_id", "=", repositoryId)
    .where(sql<string>`lower(name)`, "=", sql<string>`lower(${name})`)
    .executeTakeFirst();
}

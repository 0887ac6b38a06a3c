import type { RepositoriesTable, ServerTables } from "@headrace/store/server";
import { notFound } from "../problems/problem.ts";

/** Throws `not-found`. */
export async function readRepository(tables: ServerTables, id: string): Promise<RepositoriesTable> {
  const row = await tables.selectFrom("repositories").selectAll().where("id", "=", id).executeTakeFirst();
  if (row === undefined) throw notFound("repository", id);
  return row;
}

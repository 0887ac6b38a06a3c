import type { ConnectionsTable, ServerTables } from "@headrace/store/server";
import { notFound } from "../problems/problem.ts";

/** Throws `not-found`. */
export async function readConnection(tables: ServerTables, connectionId: string): Promise<ConnectionsTable> {
  const row = await tables.selectFrom("connections").selectAll().where("id", "=", connectionId).executeTakeFirst();
  if (row === undefined) throw notFound("connection", connectionId);
  return row;
}

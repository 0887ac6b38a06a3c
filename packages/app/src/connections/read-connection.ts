import { type ConnectionsTable, keptQuery, type ServerTables } from "@headrace/store/server";
import { notFound } from "../problems/problem.ts";

/** Throws `not-found`. */
export async function readConnection(tables: ServerTables, connectionId: string): Promise<ConnectionsTable> {
  const [row] = await selectConnection(tables, { connectionId });
  if (row === undefined) throw notFound("connection", connectionId);
  return row;
}

const selectConnection = keptQuery<{ readonly connectionId: string }, ConnectionsTable>((tables, { of }) =>
  tables.selectFrom("connections").selectAll().where("id", "=", of("connectionId")),
);

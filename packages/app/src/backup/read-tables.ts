import type { Store } from "@headrace/store";
import { anyTables, keyOf, type Row, rowsOf, tablesInOrder } from "./table-rows.ts";

/** All that a backup holds of the database, by table: to compare two servers. */
export async function readTables({ database }: Pick<Store, "database">): Promise<ReadonlyMap<string, readonly Row[]>> {
  const tables = anyTables(database);
  const found = new Map<string, readonly Row[]>();
  for (const table of await tablesInOrder(database, tables)) {
    const rows: Row[] = [];
    for await (const some of rowsOf(tables, table, await keyOf(database, tables, table))) rows.push(...some);
    found.set(table, rows);
  }
  return found;
}

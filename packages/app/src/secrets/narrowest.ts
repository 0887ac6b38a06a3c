import type { SecretsTable, ServerTables } from "@headrace/store/server";
import { placesOf } from "./places-of.ts";

export interface NarrowestRequest {
  readonly organizationId: string;
  readonly repositoryId: string;
  readonly environment?: string;
  readonly names: readonly string[];
}

/** Of the secrets of each name, the one of the narrowest place that a stage belongs to. */
export async function narrowest(
  tables: ServerTables,
  table: "secrets",
  request: NarrowestRequest,
): Promise<ReadonlyMap<string, SecretsTable>> {
  const places = await placesOf(tables, request);
  const rows = await tables
    .selectFrom(table)
    .selectAll()
    .where("organization_id", "=", request.organizationId)
    .where("scope_id", "in", [...places.keys()])
    .where("name", "in", [...new Set(request.names)])
    .execute();
  const found = new Map<string, SecretsTable>();
  const width = (row: SecretsTable): number => [...places.keys()].indexOf(row.scope_id);
  for (const row of rows.sort((one, other) => width(one) - width(other))) found.set(row.name, row);
  return found;
}

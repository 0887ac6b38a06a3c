import type { ServerTables } from "@headrace/store/server";
import { forgeKind } from "../connections/connection.ts";
import type { Watched } from "./record-run.ts";

/** Undefined for a repository that is not connected. */
export async function watchedOf(tables: ServerTables, repositoryId: string): Promise<Watched | undefined> {
  const row = await tables
    .selectFrom("forge_repositories as watched")
    .innerJoin("connections", "connections.id", "watched.connection_id")
    .select(["watched.organization_id as organizationId", "kind", "forge_name as name"])
    .where("watched.id", "=", repositoryId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { kind, ...rest } = row;
  const host = forgeKind.parse(kind);
  return { ...rest, repositoryId, host, hostTitle: host };
}

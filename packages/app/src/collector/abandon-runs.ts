import { sql } from "kysely";
import { forgeKind } from "../connections/connection.ts";
import type { Collector } from "./collector.ts";
import { recordGone } from "./record-gone.ts";
import type { RecordNeeds } from "./record-run.ts";

/** See `Collector.abandon`. */
export async function abandonRuns(needs: RecordNeeds, of: Parameters<Collector["abandon"]>[0]): Promise<void> {
  const rows = await needs.tables
    .selectFrom("forge_runs")
    .innerJoin("forge_repositories as watched", "watched.id", "forge_runs.repository_id")
    .innerJoin("connections", "connections.id", "watched.connection_id")
    .select([
      "watched.id as repositoryId",
      "watched.organization_id as organizationId",
      "kind",
      "forge_name as name",
      "run",
    ])
    .where("settled", "=", sql.lit(0))
    .where(
      "connectionId" in of ? "connection_id" : "watched.id",
      "=",
      "connectionId" in of ? of.connectionId : of.repositoryId,
    )
    .execute();
  for (const { kind, run: key, ...row } of rows) {
    const host = forgeKind.parse(kind);
    await recordGone(needs, { ...row, host, hostTitle: host }, { key, word: "disconnected" });
  }
}

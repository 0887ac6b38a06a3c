import type { ServerTables } from "@headrace/store/server";
import { type SqlBool, sql } from "kysely";
import { awaitsApproval, awaitsDeployer } from "../executions/awaits.ts";

export interface RecentRow {
  readonly pipeline_id: string;
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly outcome: string | null;
  readonly awaits_approval: SqlBool;
  readonly awaits_deployer: SqlBool;
  readonly created_at: number;
  readonly duration_ms: number | null;
}

/** Executions of each pipeline that are shown. */
const shown = 10;

/** The last executions of each of these pipelines, newest first: by the index of each, however many came before. */
export async function readRecent(tables: ServerTables, pipelines: readonly string[]): Promise<readonly RecentRow[]> {
  if (pipelines.length === 0) return [];
  const parts = pipelines.map(
    (pipeline) => sql`
      SELECT * FROM (
        SELECT execution_links.pipeline_id, executions.id, executions.number, execution_links.state, executions.outcome,
          execution_links.created_at, executions.duration_ms,
          ${awaitsApproval()} AS awaits_approval, ${awaitsDeployer()} AS awaits_deployer
        FROM execution_links JOIN executions ON executions.id = execution_links.execution_id
        WHERE execution_links.pipeline_id = ${pipeline}
        ORDER BY execution_links.created_at DESC, execution_links.execution_id DESC LIMIT ${shown}
      ) AS latest`,
  );
  const query = sql<RecentRow>`${sql.join(parts, sql` UNION ALL `)} ORDER BY created_at DESC, id DESC`;
  return (await query.execute(tables)).rows;
}

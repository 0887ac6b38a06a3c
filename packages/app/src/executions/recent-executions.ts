import type { ServerTables } from "@headrace/store/server";
import { type SqlBool, sql } from "kysely";
import { z } from "zod";
import { id, time, timeOf } from "../values/fields.ts";
import { awaitsApproval, awaitsDeployer } from "./awaits.ts";
import { executionOutcome, executionState } from "./execution.ts";

/** What a list of pipelines shows of each of their last executions. */
export const recentExecution = z.object({
  id,
  number: z.number().int(),
  state: executionState,
  outcome: executionOutcome.optional(),
  awaitsApproval: z.boolean(),
  awaitsDeployer: z.boolean(),
  createdAt: time,
  durationMs: z.number().optional(),
});

export type RecentExecution = z.input<typeof recentExecution>;

export const recentExecutionExample: RecentExecution = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95b1",
  number: 12,
  state: "ended",
  outcome: "success",
  awaitsApproval: false,
  awaitsDeployer: false,
  createdAt: "2026-11-21T09:30:00.000Z",
  durationMs: 70_360,
};

interface RecentRow {
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

/** The last executions of each of these pipelines, newest first; a pipeline without any is not in it. */
export async function recentExecutions(
  tables: ServerTables,
  pipelines: readonly string[],
): Promise<ReadonlyMap<string, readonly RecentExecution[]>> {
  const rows = Map.groupBy(await readRecent(tables, pipelines), (row) => row.pipeline_id);
  return new Map([...rows].map(([pipeline, each]) => [pipeline, each.map(recentOf)]));
}

/** By the index of each pipeline, however many came before. */
async function readRecent(tables: ServerTables, pipelines: readonly string[]): Promise<readonly RecentRow[]> {
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

const stored = recentExecution.pick({ state: true, outcome: true });

function recentOf(row: RecentRow): RecentExecution {
  return {
    ...stored.parse({ state: row.state, outcome: row.outcome ?? undefined }),
    awaitsApproval: Boolean(row.awaits_approval),
    awaitsDeployer: Boolean(row.awaits_deployer),
    id: row.id,
    number: row.number,
    createdAt: timeOf(Number(row.created_at)),
    ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
  };
}

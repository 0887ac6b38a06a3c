import type { ServerTables } from "@headrace/store/server";
import { type RawBuilder, type SqlBool, sql } from "kysely";
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

export type RecentExecutions = ReadonlyMap<string, readonly RecentExecution[]>;

/** The last executions of each of these pipelines, newest first; a pipeline without any is not in it. */
export async function recentExecutions(tables: ServerTables, pipelines: readonly string[]): Promise<RecentExecutions> {
  return await readRecent(tables, pipelines, {
    pipeline: sql`execution_links.pipeline_id`,
    from: sql`execution_links`,
    order: sql`execution_links.created_at DESC, execution_links.execution_id DESC`,
  });
}

/** The same of pipelines of hosts, whose runs are executions here. */
export async function recentOnHosts(tables: ServerTables, pipelines: readonly string[]): Promise<RecentExecutions> {
  return await readRecent(tables, pipelines, {
    pipeline: sql`forge_runs.pipeline_id`,
    from: sql`forge_runs JOIN execution_links ON execution_links.execution_id = forge_runs.execution_id`,
    order: sql`forge_runs.execution_id DESC`,
  });
}

interface Source {
  readonly pipeline: RawBuilder<unknown>;
  readonly from: RawBuilder<unknown>;
  readonly order: RawBuilder<unknown>;
}

/** By the index of each pipeline, however many came before. */
async function readRecent(
  tables: ServerTables,
  pipelines: readonly string[],
  { pipeline: column, from, order }: Source,
): Promise<RecentExecutions> {
  if (pipelines.length === 0) return new Map();
  const parts = pipelines.map(
    (pipeline) => sql`
      SELECT * FROM (
        SELECT ${column} AS pipeline_id, executions.id, executions.number, execution_links.state, executions.outcome,
          execution_links.created_at, executions.duration_ms,
          ${awaitsApproval()} AS awaits_approval, ${awaitsDeployer()} AS awaits_deployer
        FROM ${from} JOIN executions ON executions.id = execution_links.execution_id
        WHERE ${column} = ${pipeline}
        ORDER BY ${order} LIMIT ${shown}
      ) AS latest`,
  );
  const query = sql<RecentRow>`${sql.join(parts, sql` UNION ALL `)} ORDER BY created_at DESC, id DESC`;
  const rows = Map.groupBy((await query.execute(tables)).rows, (row) => row.pipeline_id);
  return new Map([...rows].map(([pipeline, each]) => [pipeline, each.map(recentOf)]));
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

import { type RawBuilder, sql } from "kysely";
import type { Principal } from "../access/principal.ts";
import { visibleTo } from "../access/visible-to.ts";

/** Of which executions something is asked. Times are epoch milliseconds, `to` is not included. */
export interface AnalyticsRange {
  readonly organizationId: string;
  readonly principal: Principal | null;
  readonly from: number;
  readonly to: number;
  readonly pipeline?: string | undefined;
  readonly repository?: string | undefined;
  readonly branch?: string | undefined;
  /** Minutes by which the asker's days begin before those of UTC. */
  readonly utcOffset: number;
  /** What a trend is counted by. */
  readonly by: Period;
}

export type Period = "day" | "hour";

const lengths: Readonly<Record<Period, number>> = { day: 86_400_000, hour: 3_600_000 };

/**
 * A query for the executions of a range that have ended: `id`, `repository_id`, `pipeline_id`, `name`, `outcome`, `duration_ms`,
 * `stages_ms` (of all stages together, without what was reused), `waited_ms` and `period`, the days or hours since 1970 as
 * the asker counts them. Only SQL that both databases read alike.
 */
export function endedExecutions(range: AnalyticsRange): RawBuilder<unknown> {
  const { organizationId, principal, from, to, pipeline, repository, branch } = range;
  const conditions = [
    sql`execution_links.organization_id = ${organizationId}`,
    sql`execution_links.created_at >= ${from}`,
    sql`execution_links.created_at < ${to}`,
    sql`executions.outcome IS NOT NULL`,
    visibleTo(principal, ["execution_links.repository_id", "execution_links.pipeline_id"]),
    ...(pipeline === undefined ? [] : [sql`execution_links.pipeline_id = ${pipeline}`]),
    ...(repository === undefined ? [] : [sql`execution_links.repository_id = ${repository}`]),
    ...(branch === undefined ? [] : [sql`executions.branch = ${branch}`]),
  ];
  return sql`
    SELECT executions.id AS id, execution_links.repository_id AS repository_id,
      execution_links.pipeline_id AS pipeline_id, executions.pipeline AS name,
      executions.outcome AS outcome, executions.duration_ms AS duration_ms,
      executions.started_at - execution_links.created_at AS waited_ms,
      (SELECT SUM(stages.duration_ms) FROM stage_executions AS stages
        WHERE stages.execution_id = executions.id AND stages.reused = 0) AS stages_ms,
      ${periodOf(sql`execution_links.created_at`, range)} AS period
    FROM execution_links JOIN executions ON executions.id = execution_links.execution_id
    WHERE ${sql.join(conditions, sql` AND `)}`;
}

/** Days or hours since 1970 of a time, as the asker counts them. */
export function periodOf(
  time: RawBuilder<unknown>,
  { by, utcOffset }: Pick<AnalyticsRange, "by" | "utcOffset">,
): RawBuilder<unknown> {
  return sql`(${time} + ${sql.raw(String(Math.trunc(utcOffset) * 60_000))}) / ${sql.raw(String(lengths[by]))}`;
}

/** When the day of a time began, as the asker counts days: epoch milliseconds. */
export function startOfDay(time: number, utcOffset: number): number {
  const offset = utcOffset * 60_000;
  return Math.floor((time + offset) / lengths.day) * lengths.day - offset;
}

/** `2026-11-21` of the days since 1970, `2026-11-21T14:00` of the hours. */
export function writePeriod(number: number, by: Period): string {
  return new Date(number * lengths[by]).toISOString().slice(0, by === "day" ? 10 : 16);
}

/** Columns that count outcomes within a group. */
export const outcomeCounts = sql`
  COUNT(*) AS runs,
  SUM(CASE WHEN outcome = 'success' THEN 1 ELSE 0 END) AS success,
  SUM(CASE WHEN outcome = 'failed' THEN 1 ELSE 0 END) AS failed,
  SUM(CASE WHEN outcome = 'timedOut' THEN 1 ELSE 0 END) AS timed_out,
  SUM(CASE WHEN outcome = 'cancelled' THEN 1 ELSE 0 END) AS cancelled,
  SUM(COALESCE(duration_ms, 0)) AS total_ms,
  SUM(COALESCE(stages_ms, 0)) AS stages_ms`;

/** Columns that say how long what was ranked within its group took: `place` of `size`, the shortest first (nearest rank). */
export const durationRanks = sql`
  AVG(duration_ms) AS average_ms,
  MIN(CASE WHEN place * 100 >= size * 50 THEN duration_ms END) AS p50_ms,
  MIN(CASE WHEN place * 100 >= size * 90 THEN duration_ms END) AS p90_ms,
  MIN(CASE WHEN place * 100 >= size * 95 THEN duration_ms END) AS p95_ms`;

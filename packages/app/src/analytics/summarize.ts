import type { ServerTables } from "@headrace/store/server";
import { type RawBuilder, sql } from "kysely";
import { visibleTo } from "../access/visible-to.ts";
import { type AnalyticsRange, dayOf, durationRanks, endedExecutions, outcomeCounts } from "./ended-executions.ts";
import type { Summary } from "./summary.ts";

/** Groups that are named; the rest is in the totals. */
const mostGroups = 50;

/** What the executions of a range come to. Counted by the database, whatever their number. */
export async function summarize(tables: ServerTables, range: AnalyticsRange): Promise<Summary> {
  const ended = endedExecutions(range);
  const [[totals], [durations], days, dayDurations, pipelines, stages, deployments] = await Promise.all([
    rowsOf<Counts & { readonly waited_ms: Figure }>(
      tables,
      sql`WITH ended AS (${ended}) SELECT ${outcomeCounts}, AVG(waited_ms) AS waited_ms FROM ended`,
    ),
    rowsOf<Ranks>(tables, ranked(ended, sql`1`)),
    rowsOf<Counts & { readonly day: Figure }>(
      tables,
      sql`WITH ended AS (${ended}) SELECT day, ${outcomeCounts} FROM ended GROUP BY day ORDER BY day`,
    ),
    rowsOf<Ranks & { readonly day: Figure }>(tables, ranked(ended, sql`day`)),
    rowsOf<Counts & Group>(
      tables,
      sql`WITH ended AS (${ended}) SELECT pipeline_id, name, AVG(duration_ms) AS average_ms, ${outcomeCounts}
        FROM ended GROUP BY pipeline_id, name ORDER BY total_ms DESC, name LIMIT ${mostGroups}`,
    ),
    rowsOf<
      Group &
        Ranks & { readonly stage: string; readonly runs: Figure; readonly failed: Figure; readonly total_ms: Figure }
    >(tables, slowestStages(ended)),
    rowsOf<{
      readonly id: string;
      readonly name: string;
      readonly runs: Figure;
      readonly success: Figure;
      readonly failed: Figure;
    }>(tables, deploymentCounts(range)),
  ]);
  const ranksOfDay = new Map(dayDurations.map((row) => [Number(row.day), ranksOf(row)]));
  return {
    totals: { ...countsOf(totals), ...ranksOf(durations), ...optional("waitedMs", totals?.waited_ms) },
    days: days.map((row) => ({ day: dayOf(Number(row.day)), ...countsOf(row), ...ranksOfDay.get(Number(row.day)) })),
    pipelines: pipelines.map((row) => ({
      ...groupOf(row),
      ...countsOf(row),
      ...optional("averageMs", row.average_ms),
    })),
    stages: stages.map((row) => ({
      ...groupOf(row),
      stage: row.stage,
      runs: Number(row.runs),
      failed: Number(row.failed),
      minutes: Number(row.total_ms) / 60_000,
      ...ranksOf(row),
    })),
    deployments: deployments.map(({ id, name, runs, success, failed }) => ({
      environmentId: id,
      environment: name,
      count: Number(runs),
      success: Number(success),
      failed: Number(failed),
    })),
  };
}

/** What a database gives as a number or, of a large one, as its digits. */
type Figure = number | string | null;

interface Counts {
  readonly runs: Figure;
  readonly success: Figure;
  readonly failed: Figure;
  readonly timed_out: Figure;
  readonly cancelled: Figure;
  readonly total_ms: Figure;
}

interface Ranks {
  readonly average_ms: Figure;
  readonly p50_ms: Figure;
  readonly p90_ms: Figure;
  readonly p95_ms: Figure;
}

interface Group {
  readonly pipeline_id: string | null;
  readonly name: string;
  readonly average_ms: Figure;
}

/** A cancelled execution says nothing of how long one takes. */
function ranked(ended: RawBuilder<unknown>, key: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    WITH ended AS (${ended}), ranked AS (
      SELECT ${key} AS day, duration_ms,
        ROW_NUMBER() OVER (PARTITION BY ${key} ORDER BY duration_ms) AS place,
        COUNT(*) OVER (PARTITION BY ${key}) AS size
      FROM ended WHERE duration_ms IS NOT NULL AND outcome <> 'cancelled'
    ) SELECT day, ${durationRanks} FROM ranked GROUP BY day`;
}

/** By the time that they took altogether. What was reused or skipped took none. */
function slowestStages(ended: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    WITH ended AS (${ended}), ranked AS (
      SELECT ended.pipeline_id AS pipeline_id, ended.name AS name, stage_executions.stage AS stage,
        stage_executions.outcome AS outcome, stage_executions.duration_ms AS duration_ms,
        ROW_NUMBER() OVER (PARTITION BY ended.pipeline_id, ended.name, stage_executions.stage
          ORDER BY stage_executions.duration_ms) AS place,
        COUNT(*) OVER (PARTITION BY ended.pipeline_id, ended.name, stage_executions.stage) AS size
      FROM ended JOIN stage_executions ON stage_executions.execution_id = ended.id
      WHERE stage_executions.duration_ms IS NOT NULL AND stage_executions.reused = 0
        AND stage_executions.outcome NOT IN ('skipped', 'cancelled')
    ) SELECT pipeline_id, name, stage, COUNT(*) AS runs, SUM(duration_ms) AS total_ms,
        SUM(CASE WHEN outcome = 'success' THEN 0 ELSE 1 END) AS failed, ${durationRanks}
      FROM ranked GROUP BY pipeline_id, name, stage ORDER BY total_ms DESC, name, stage LIMIT ${mostGroups}`;
}

function deploymentCounts(range: AnalyticsRange): RawBuilder<unknown> {
  const { organizationId, principal, from, to, pipeline, repository, branch } = range;
  const conditions = [
    sql`deployments.organization_id = ${organizationId}`,
    sql`deployments.started_at >= ${from}`,
    sql`deployments.started_at < ${to}`,
    sql`deployments.outcome IS NOT NULL`,
    visibleTo(principal, ["environments.repository_id"]),
    ...(repository === undefined ? [] : [sql`environments.repository_id = ${repository}`]),
    ...(pipeline === undefined ? [] : [sql`execution_links.pipeline_id = ${pipeline}`]),
    ...(branch === undefined ? [] : [sql`executions.branch = ${branch}`]),
  ];
  return sql`
    SELECT environments.id AS id, environments.name AS name, COUNT(*) AS runs,
      SUM(CASE WHEN deployments.outcome = 'success' THEN 1 ELSE 0 END) AS success,
      SUM(CASE WHEN deployments.outcome = 'success' THEN 0 ELSE 1 END) AS failed
    FROM deployments JOIN environments ON environments.id = deployments.environment_id
      LEFT JOIN execution_links ON execution_links.execution_id = deployments.execution_id
      LEFT JOIN executions ON executions.id = deployments.execution_id
    WHERE ${sql.join(conditions, sql` AND `)}
    GROUP BY environments.id, environments.name ORDER BY runs DESC, name LIMIT ${mostGroups}`;
}

async function rowsOf<Row>(tables: ServerTables, query: RawBuilder<unknown>): Promise<readonly Row[]> {
  return (await sql<Row>`${query}`.execute(tables)).rows;
}

function countsOf(row: Counts | undefined) {
  return {
    executions: Number(row?.runs ?? 0),
    success: Number(row?.success ?? 0),
    failed: Number(row?.failed ?? 0),
    timedOut: Number(row?.timed_out ?? 0),
    cancelled: Number(row?.cancelled ?? 0),
    minutes: Number(row?.total_ms ?? 0) / 60_000,
  };
}

function ranksOf(row: Ranks | undefined) {
  return {
    ...optional("averageMs", row?.average_ms),
    ...optional("p50Ms", row?.p50_ms),
    ...optional("p90Ms", row?.p90_ms),
    ...optional("p95Ms", row?.p95_ms),
  };
}

function groupOf({ pipeline_id, name }: Group) {
  return { pipeline: { ...(pipeline_id === null ? {} : { id: pipeline_id }), name } };
}

function optional<Name extends string>(name: Name, figure: Figure | undefined): { [Key in Name]?: number } {
  const value: { [Key in Name]?: number } = {};
  return figure === null || figure === undefined ? value : Object.assign(value, { [name]: Number(figure) });
}

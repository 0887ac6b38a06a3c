import type { ServerTables } from "@headrace/store/server";
import { type RawBuilder, sql } from "kysely";
import { deploymentsByEnvironment, deploymentsByPeriod } from "./deployment-counts.ts";
import { type AnalyticsRange, durationRanks, endedExecutions, outcomeCounts, writePeriod } from "./ended-executions.ts";
import { costOf, type Minutes, readRates } from "./rates.ts";
import type { Summary } from "./summary.ts";

/** Groups that are named; the rest is in the totals. */
const mostGroups = 50;

/** What the executions of a range come to. Counted by the database, whatever their number. */
export async function summarize(tables: ServerTables, range: AnalyticsRange): Promise<Summary> {
  const ended = endedExecutions(range);
  const [rates, [totals], [durations], periods, periodDurations, pipelines, stages, deployments, deploymentPeriods] =
    await Promise.all([
      readRates(tables, range.organizationId),
      rowsOf<Counts & { readonly waited_ms: Figure }>(
        tables,
        sql`WITH ended AS (${ended}) SELECT ${outcomeCounts}, AVG(waited_ms) AS waited_ms FROM ended`,
      ),
      rowsOf<Ranks>(tables, ranked(ended, sql`1`)),
      rowsOf<Counts & { readonly period: Figure }>(
        tables,
        sql`WITH ended AS (${ended}) SELECT period, ${outcomeCounts} FROM ended GROUP BY period ORDER BY period`,
      ),
      rowsOf<Ranks & { readonly period: Figure }>(tables, ranked(ended, sql`period`)),
      rowsOf<Counts & Group>(
        tables,
        sql`WITH ended AS (${ended}) SELECT ${groupColumns}, AVG(duration_ms) AS average_ms, ${outcomeCounts}
        FROM ended GROUP BY ${groupColumns} ORDER BY total_ms DESC, name LIMIT ${mostGroups}`,
      ),
      rowsOf<
        Group &
          Ranks & {
            readonly stage: string;
            readonly runs: Figure;
            readonly failed: Figure;
            readonly retried: Figure;
            readonly waited_ms: Figure;
            readonly total_ms: Figure;
          }
      >(tables, slowestStages(ended)),
      rowsOf<{
        readonly id: string;
        readonly name: string;
        readonly runs: Figure;
        readonly success: Figure;
        readonly failed: Figure;
      }>(tables, deploymentsByEnvironment(range, mostGroups)),
      rowsOf<{ readonly period: Figure; readonly runs: Figure; readonly failed: Figure }>(
        tables,
        deploymentsByPeriod(range),
      ),
    ]);
  const ranksOfPeriod = new Map(periodDurations.map((row) => [Number(row.period), ranksOf(row)]));
  const named = (period: Figure): string => writePeriod(Number(period), range.by);
  const priced = rates.perExecutionMinute > 0 || rates.perStageMinute > 0;
  const counted = (row: Counts | undefined) => {
    const counts = countsOf(row);
    return { ...counts, ...(priced ? { cost: costOf(rates, counts) } : {}) };
  };
  return {
    ...(priced ? { currency: rates.currency } : {}),
    totals: { ...counted(totals), ...ranksOf(durations), ...optional("waitedMs", totals?.waited_ms) },
    periods: periods.map((row) => ({
      period: named(row.period),
      ...counted(row),
      ...ranksOfPeriod.get(Number(row.period)),
    })),
    pipelines: pipelines.map((row) => ({
      ...groupOf(row),
      ...counted(row),
      ...optional("averageMs", row.average_ms),
    })),
    stages: stages.map((row) => ({
      ...groupOf(row),
      stage: row.stage,
      runs: Number(row.runs),
      failed: Number(row.failed),
      retried: Number(row.retried),
      minutes: Number(row.total_ms) / 60_000,
      ...optional("waitedMs", row.waited_ms),
      ...ranksOf(row),
    })),
    deployments: deployments.map(({ id, name, runs, success, failed }) => ({
      environmentId: id,
      environment: name,
      count: Number(runs),
      success: Number(success),
      failed: Number(failed),
    })),
    deploymentPeriods: deploymentPeriods.map(({ period, runs, failed }) => ({
      period: named(period),
      count: Number(runs),
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
  readonly stages_ms: Figure;
}

interface Ranks {
  readonly average_ms: Figure;
  readonly p50_ms: Figure;
  readonly p90_ms: Figure;
  readonly p95_ms: Figure;
}

interface Group {
  readonly repository_id: string;
  readonly pipeline_id: string | null;
  readonly name: string;
  readonly average_ms: Figure;
}

/** What runs on hosts has no id here, and each repository a file of the same name. */
const groupColumns = sql`repository_id, pipeline_id, name`;

/** A cancelled execution says nothing of how long one takes. */
function ranked(ended: RawBuilder<unknown>, key: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    WITH ended AS (${ended}), ranked AS (
      SELECT ${key} AS period, duration_ms,
        ROW_NUMBER() OVER (PARTITION BY ${key} ORDER BY duration_ms) AS place,
        COUNT(*) OVER (PARTITION BY ${key}) AS size
      FROM ended WHERE duration_ms IS NOT NULL AND outcome <> 'cancelled'
    ) SELECT period, ${durationRanks} FROM ranked GROUP BY period`;
}

/** By the time that they took altogether. What was reused or skipped took none. */
function slowestStages(ended: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`
    WITH ended AS (${ended}), ranked AS (
      SELECT ended.repository_id AS repository_id, ended.pipeline_id AS pipeline_id, ended.name AS name,
        stage_executions.stage AS stage,
        stage_executions.outcome AS outcome, stage_executions.duration_ms AS duration_ms,
        stage_executions.attempt AS attempt, stage_executions.started_at - stage_executions.queued_at AS waited_ms,
        ROW_NUMBER() OVER (PARTITION BY ended.repository_id, ended.pipeline_id, ended.name, stage_executions.stage
          ORDER BY stage_executions.duration_ms) AS place,
        COUNT(*) OVER (PARTITION BY ended.repository_id, ended.pipeline_id, ended.name, stage_executions.stage) AS size
      FROM ended JOIN stage_executions ON stage_executions.execution_id = ended.id
      WHERE stage_executions.duration_ms IS NOT NULL AND stage_executions.reused = 0
        AND stage_executions.outcome NOT IN ('skipped', 'cancelled')
    ) SELECT ${groupColumns}, stage, COUNT(*) AS runs, SUM(duration_ms) AS total_ms,
        SUM(CASE WHEN outcome = 'success' THEN 0 ELSE 1 END) AS failed,
        SUM(CASE WHEN attempt > 1 THEN 1 ELSE 0 END) AS retried, AVG(waited_ms) AS waited_ms, ${durationRanks}
      FROM ranked GROUP BY ${groupColumns}, stage ORDER BY total_ms DESC, name, stage LIMIT ${mostGroups}`;
}

async function rowsOf<Row>(tables: ServerTables, query: RawBuilder<unknown>): Promise<readonly Row[]> {
  return (await sql<Row>`${query}`.execute(tables)).rows;
}

function countsOf(row: Counts | undefined): Minutes & Omit<Summary["totals"], "cost"> {
  const executions = Number(row?.runs ?? 0);
  const success = Number(row?.success ?? 0);
  const cancelled = Number(row?.cancelled ?? 0);
  return {
    executions,
    success,
    failed: Number(row?.failed ?? 0),
    timedOut: Number(row?.timed_out ?? 0),
    cancelled,
    ...(executions === cancelled ? {} : { successRate: success / (executions - cancelled) }),
    minutes: Number(row?.total_ms ?? 0) / 60_000,
    stageMinutes: Number(row?.stages_ms ?? 0) / 60_000,
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

function groupOf({ repository_id: repositoryId, pipeline_id, name }: Group) {
  return { repositoryId, pipeline: { ...(pipeline_id === null ? {} : { id: pipeline_id }), name } };
}

function optional<Name extends string>(name: Name, figure: Figure | undefined): { [Key in Name]?: number } {
  const value: { [Key in Name]?: number } = {};
  return figure === null || figure === undefined ? value : Object.assign(value, { [name]: Number(figure) });
}

import { type RawBuilder, sql } from "kysely";
import { visibleTo } from "../access/visible-to.ts";
import { type AnalyticsRange, periodOf } from "./ended-executions.ts";

const outcomes = sql`
  COUNT(*) AS runs,
  SUM(CASE WHEN outcome = 'success' THEN 1 ELSE 0 END) AS success,
  SUM(CASE WHEN outcome = 'success' THEN 0 ELSE 1 END) AS failed`;

/** A query for how many deployments of a range ended how, by environment: the most first. */
export function deploymentsByEnvironment(range: AnalyticsRange, most: number): RawBuilder<unknown> {
  return sql`WITH deployed AS (${deployments(range)})
    SELECT id, name, ${outcomes} FROM deployed GROUP BY id, name ORDER BY runs DESC, name LIMIT ${most}`;
}

/** A query for how many there were in each period, the first one first. */
export function deploymentsByPeriod(range: AnalyticsRange): RawBuilder<unknown> {
  return sql`WITH deployed AS (${deployments(range)})
    SELECT period, ${outcomes} FROM deployed GROUP BY period ORDER BY period`;
}

function deployments(range: AnalyticsRange): RawBuilder<unknown> {
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
    SELECT environments.id AS id, environments.name AS name, deployments.outcome AS outcome,
      ${periodOf(sql`deployments.started_at`, range)} AS period
    FROM deployments JOIN environments ON environments.id = deployments.environment_id
      LEFT JOIN execution_links ON execution_links.execution_id = deployments.execution_id
      LEFT JOIN executions ON executions.id = deployments.execution_id
    WHERE ${sql.join(conditions, sql` AND `)}`;
}

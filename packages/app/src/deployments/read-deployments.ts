import type { DeploymentsTable, ServerTables } from "@headrace/store/server";
import { sql } from "kysely";
import { notFound } from "../problems/problem.ts";
import { linkOf } from "../runs/links.ts";

/** A row with what is known of its environment, its execution and what came after it. */
export interface DeploymentRow extends DeploymentsTable {
  readonly environment_name: string;
  readonly current_deployment_id: string | null;
  readonly pipeline_id: string | null;
  readonly triggered_by: string | null;
  readonly pipeline_name: string | null;
  readonly number: number | null;
  readonly branch: string | null;
  /** The deployment that brought back another in its place, and why. */
  readonly rolled_back_by: string | null;
  readonly rolled_back_for: string | null;
}

type Selected = Omit<DeploymentRow, "rolled_back_for"> & { readonly rolled_back_in: string | null };

export function selectDeployments(tables: ServerTables) {
  return (
    tables
      .selectFrom("deployments")
      .innerJoin("environments", "environments.id", "deployments.environment_id")
      // What is kept of an execution may be over before the history of where it deployed to.
      .leftJoin("execution_links", "execution_links.execution_id", "deployments.execution_id")
      .leftJoin("executions", "executions.id", "deployments.execution_id")
      .selectAll("deployments")
      .select([
        "environments.name as environment_name",
        "environments.current_deployment_id as current_deployment_id",
        "execution_links.pipeline_id as pipeline_id",
        "execution_links.triggered_by as triggered_by",
        "executions.pipeline as pipeline_name",
        "executions.number as number",
        "executions.branch as branch",
        sql<string | null>`(SELECT max(later.id) ${rollbackOf})`.as("rolled_back_by"),
        sql<string | null>`(SELECT max(later.execution_id) ${rollbackOf})`.as("rolled_back_in"),
      ])
  );
}

/** A later one that took its place and brought back an earlier one. */
const rollbackOf = sql`FROM deployments AS later WHERE later.previous_id = deployments.id
  AND later.rollback_to IS NOT NULL AND later.outcome = 'success'`;

/** With the reasons for which they were rolled back. */
export async function withReasons(tables: ServerTables, rows: readonly Selected[]): Promise<readonly DeploymentRow[]> {
  const executions = [...new Set(rows.flatMap(({ rolled_back_in }) => rolled_back_in ?? []))];
  const links =
    executions.length === 0
      ? []
      : await tables.selectFrom("execution_links").selectAll().where("execution_id", "in", executions).execute();
  const reasons = new Map(links.map((row) => [row.execution_id, linkOf(row).detail.rollback?.reason ?? null]));
  return rows.map(({ rolled_back_in, ...row }) => ({
    ...row,
    rolled_back_for: rolled_back_in === null ? null : (reasons.get(rolled_back_in) ?? null),
  }));
}

/** Throws `not-found`. */
export async function readDeployment(tables: ServerTables, id: string): Promise<DeploymentRow> {
  const rows = await selectDeployments(tables).where("deployments.id", "=", id).execute();
  const [row] = await withReasons(tables, rows);
  if (row === undefined) throw notFound("deployment", id);
  return row;
}

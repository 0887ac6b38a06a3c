import { type RawBuilder, type SqlBool, sql } from "kysely";

/**
 * Whether the execution of a row of `execution_links` waits for a person's consent. An approval of one that has ended is
 * settled with it, so the state alone tells.
 */
export function awaitsApproval(): RawBuilder<SqlBool> {
  return sql`EXISTS (
    SELECT 1 FROM approvals
    WHERE approvals.execution_id = execution_links.execution_id AND approvals.state = 'waiting'
  )`;
}

/** Whether a deployment of it was interrupted: it had begun, while what waits for consent has not. */
export function awaitsDeployer(): RawBuilder<SqlBool> {
  return sql`(execution_links.state = 'running' AND EXISTS (
    SELECT 1 FROM stage_executions
    WHERE stage_executions.execution_id = execution_links.execution_id
      AND stage_executions.status = 'waiting' AND stage_executions.attempt > 0
  ))`;
}

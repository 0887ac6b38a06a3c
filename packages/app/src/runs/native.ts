import { type RawBuilder, type SqlBool, sql } from "kysely";

/** Of a query over `execution_links`: leaves out what ran on a host of code, which no server here holds. */
export function isNative(): RawBuilder<SqlBool> {
  return sql<SqlBool>`NOT EXISTS (SELECT 1 FROM forge_runs WHERE forge_runs.execution_id = execution_links.execution_id)`;
}

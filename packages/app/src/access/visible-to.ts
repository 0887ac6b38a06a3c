import { type Expression, type SqlBool, sql } from "kysely";
import type { Principal } from "./principal.ts";

/**
 * For lists: leaves out the rows of repositories and pipelines that a person is kept out of by a role limit, and of
 * repositories that a token does not reach. `columns` are those that hold ids of repositories and pipelines, the latter
 * called `pipeline_id` where they come first; one without a value hides nothing from a person. Every other role may read.
 */
export function visibleTo(principal: Principal | null, columns: readonly string[]): Expression<SqlBool> {
  if (principal === null) return sql<SqlBool>`1 = 0`;
  const hidden = sql`(SELECT scope_id FROM role_limits WHERE user_id = ${principal.userId} AND role = 'none')`;
  const places = columns.map((column) => sql`(${sql.ref(column)} IS NULL OR ${sql.ref(column)} NOT IN ${hidden})`);
  const [first] = columns;
  if (
    principal.kind === "token" &&
    principal.repositories !== undefined &&
    !/pipeline_id$/.test(first ?? "pipeline_id")
  ) {
    places.push(sql`${sql.ref(first ?? "")} IN (${sql.join(principal.repositories)})`);
  }
  return sql<SqlBool>`(${sql.join(places, sql` AND `)})`;
}

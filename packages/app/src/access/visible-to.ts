import { type Expression, type SqlBool, sql } from "kysely";
import type { Permission } from "./permissions.ts";
import type { Principal } from "./principal.ts";
import { allowedTo, roles } from "./roles.ts";

/**
 * For lists: leaves out the rows of repositories and pipelines that a person is kept out of by a role limit, and of
 * repositories that a token does not reach. `columns` are those that hold ids of repositories and pipelines, the latter
 * called `pipeline_id` where they come first; one without a value hides nothing from a person. Every other role may read,
 * unless a `permission` is named that not every role has.
 */
export function visibleTo(
  principal: Principal | null,
  columns: readonly string[],
  permission?: Permission,
): Expression<SqlBool> {
  if (principal === null) return sql<SqlBool>`1 = 0`;
  const without = ["none", ...roles.filter((role) => permission !== undefined && !allowedTo[role].has(permission))];
  const hidden = sql`(
    SELECT scope_id FROM role_limits WHERE user_id = ${principal.userId} AND role IN (${sql.join(without)})
  )`;
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

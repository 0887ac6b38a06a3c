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
  const visible = visibleToPerson(sql<string>`${principal.userId}`, columns, permission);
  const [first] = columns;
  if (
    principal.kind === "token" &&
    principal.repositories !== undefined &&
    !/pipeline_id$/.test(first ?? "pipeline_id")
  ) {
    return sql<SqlBool>`(${visible} AND ${sql.ref(first ?? "")} IN (${sql.join(principal.repositories)}))`;
  }
  return visible;
}

/** The same for a person, whose id is an expression, and for a token of his that reaches all that he reaches. */
export function visibleToPerson(
  userId: Expression<string>,
  columns: readonly string[],
  permission?: Permission,
): Expression<SqlBool> {
  const without = roles.filter((role) => permission !== undefined && !allowedTo[role].has(permission));
  const hiding = sql.join(["none", ...without].map((role) => sql.lit(role)));
  const hidden = sql`(SELECT scope_id FROM role_limits WHERE user_id = ${userId} AND role IN (${hiding}))`;
  const places = columns.map((column) => sql`(${sql.ref(column)} IS NULL OR ${sql.ref(column)} NOT IN ${hidden})`);
  return sql<SqlBool>`(${sql.join(places, sql` AND `)})`;
}

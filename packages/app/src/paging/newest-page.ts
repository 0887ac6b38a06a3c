import { type SelectQueryBuilder, type SqlBool, sql } from "kysely";
import { contains } from "./contains.ts";
import { pageFrom, positionOf } from "./page.ts";

/** What is asked of a list of things that belong to repositories. */
export interface PageWanted {
  readonly repository?: string | undefined;
  readonly search?: string | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface NewestPage<Row, Item> {
  /** Whose `repository_id`, `created_at` and `id` filter and order the rows. */
  readonly table: string;
  /** Where what is searched for may stand, with their tables. */
  readonly searched: readonly string[];
  readonly item: (row: Row) => Item;
}

/** One page of such a list, newest first. */
export async function newestPage<Database, Tables extends keyof Database, Row extends Placed, Item>(
  from: SelectQueryBuilder<Database, Tables, Row>,
  { repository, search, limit, cursor }: PageWanted,
  { table, searched, item }: NewestPage<Row, Item>,
): Promise<{ items: Item[]; nextCursor?: string }> {
  const [owner, at, id] = ["repository_id", "created_at", "id"].map((name) => sql.ref(`${table}.${name}`));
  let select = from
    .orderBy(sql`${at}`, "desc")
    .orderBy(sql`${id}`, "desc")
    .limit(limit + 1);
  if (repository !== undefined) select = select.where(sql<SqlBool>`${owner} = ${repository}`);
  if (search !== undefined) select = select.where(contains(searched, search));
  if (cursor !== undefined) {
    const after = positionOf(cursor);
    select = select.where(sql<SqlBool>`(${at}, ${id}) < (${after.at}, ${after.id})`);
  }
  const rows: readonly Row[] = await select.execute();
  return pageFrom(rows, limit, { item, position: (row) => ({ at: row.created_at, id: row.id }) });
}

interface Placed {
  readonly created_at: number;
  readonly id: string;
}

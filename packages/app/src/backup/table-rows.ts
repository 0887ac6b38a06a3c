import type { Store } from "@headrace/store";
import { createQueryBuilder, type ServerDatabase } from "@headrace/store/database";
import { type Kysely, sql } from "kysely";

export type Row = Readonly<Record<string, unknown>>;

/** Any table, by its name. */
export type AnyTables = Kysely<Record<string, Record<string, unknown>>>;

export function anyTables(database: ServerDatabase): AnyTables {
  return createQueryBuilder(database);
}

/** Says what format the database has, or who lives: every server writes these itself. */
const ownTables = ["server_migrations", "headrace_format", "owner_leases"];

/** Every table with rows that a backup holds, each after those that it refers to. */
export async function tablesInOrder(database: Store["database"], tables: AnyTables): Promise<readonly string[]> {
  const { names, references } = await (database.kind === "sqlite" ? ofSqlite(tables) : ofPostgres(tables));
  const kept = names.filter((name) => !ownTables.includes(name)).sort();
  const ordered: string[] = [];
  const add = (name: string): void => {
    if (ordered.includes(name)) return;
    for (const reference of references) {
      if (reference.from === name && reference.to !== name && kept.includes(reference.to)) add(reference.to);
    }
    ordered.push(name);
  };
  for (const name of kept) add(name);
  return ordered;
}

interface Found {
  readonly names: readonly string[];
  readonly references: readonly { readonly from: string; readonly to: string }[];
}

async function ofSqlite(tables: AnyTables): Promise<Found> {
  const { rows } = await sql<{ name: string }>`
    SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'`.execute(tables);
  const { rows: references } = await sql<{ from: string; to: string }>`
    SELECT m.name AS "from", k."table" AS "to"
    FROM sqlite_master AS m, pragma_foreign_key_list(m.name) AS k WHERE m.type = 'table'`.execute(tables);
  return { names: rows.map(({ name }) => name), references };
}

async function ofPostgres(tables: AnyTables): Promise<Found> {
  const { rows } = await sql<{ name: string }>`
    SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`.execute(tables);
  const { rows: references } = await sql<{ from: string; to: string }>`
    SELECT f.relname AS "from", t.relname AS "to"
    FROM pg_constraint AS c JOIN pg_class AS f ON f.oid = c.conrelid JOIN pg_class AS t ON t.oid = c.confrelid
    WHERE c.contype = 'f'`.execute(tables);
  return { names: rows.map(({ name }) => name), references };
}

/** The columns of a table's primary key, by which its rows have an order. */
export async function keyOf(database: Store["database"], tables: AnyTables, table: string): Promise<readonly string[]> {
  const { rows } = await (database.kind === "sqlite"
    ? sql<{ name: string }>`SELECT name FROM pragma_table_info(${table}) WHERE pk > 0 ORDER BY pk`.execute(tables)
    : sql<{ name: string }>`
        SELECT a.attname AS name FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indrelid
        JOIN pg_namespace AS n ON n.oid = c.relnamespace AND n.nspname = current_schema()
        JOIN pg_attribute AS a ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
        WHERE c.relname = ${table} AND i.indisprimary`.execute(tables));
  return rows.map(({ name }) => name);
}

/** All rows of a table, some at a time, in the order of its key. */
export async function* rowsOf(
  tables: AnyTables,
  table: string,
  key: readonly string[],
): AsyncGenerator<readonly Row[]> {
  const together = 500;
  let last: Row | undefined;
  for (;;) {
    let select = tables.selectFrom(table).selectAll().limit(together);
    for (const column of key) select = select.orderBy(column);
    if (last !== undefined) {
      const after = last;
      select = select.where(({ eb, refTuple, tuple }) => {
        const [first = "", second, third] = key;
        if (second === undefined) return eb(first, ">", after[first]);
        if (third === undefined) {
          return eb(refTuple(first, second), ">", tuple(after[first], after[second]));
        }
        return eb(refTuple(first, second, third), ">", tuple(after[first], after[second], after[third]));
      });
    }
    const rows = await select.execute();
    if (rows.length > 0) yield rows;
    // A table without a key holds a row or two.
    if (rows.length < together || key.length === 0) return;
    last = rows.at(-1);
  }
}

import { sql } from "kysely";
import { createQueryBuilder, type ServerDatabase } from "../../packages/store/src/database/index.ts";

type Row = Record<string, string | number | null>;

const byId = {
  execution_records: "id",
  executions: "id",
  execution_links: "execution_id",
  stage_executions: "execution_id",
};
/** In an order that the references between them allow. */
const tables = ["execution_records", "executions", "execution_links", "stage_executions"] as const;
const together = 50;

/** Makes copies of the rows that lists show of an execution, each a second older than the one before. */
export async function copyExecution(database: ServerDatabase, id: string, count: number): Promise<void> {
  const rows = createQueryBuilder<Record<(typeof tables)[number], Row>>(database);
  const originals = new Map<string, readonly Row[]>();
  for (const table of tables) {
    originals.set(table, await rows.selectFrom(table).selectAll().where(byId[table], "=", id).execute());
  }
  for (let first = 1; first <= count; first += together) {
    await rows.transaction().execute(async (transaction) => {
      for (const table of tables) {
        const copies = Array.from({ length: Math.min(together, count - first + 1) }, (_, index) =>
          (originals.get(table) ?? []).map((row) => copyOf(row, byId[table], first + index)),
        );
        await transaction.insertInto(table).values(copies.flat()).execute();
      }
    });
  }
  // As in a database that has grown: PostgreSQL looks at its tables by itself within minutes, SQLite when it is told.
  await sql`ANALYZE`.execute(rows);
}

function copyOf(row: Row, key: string, place: number): Row {
  const copy: Row = { ...row, [key]: `${String(row[key]).slice(0, 24)}${String(place).padStart(12, "0")}` };
  if (typeof row.created_at === "number") copy.created_at = row.created_at - place * 1_000;
  if (typeof row.number === "number") copy.number = row.number + place;
  return copy;
}

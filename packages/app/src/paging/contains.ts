import { type Expression, type SqlBool, sql } from "kysely";

/** Whether one of some columns holds a text somewhere, in whatever case; the text stands for itself. */
export function contains(columns: string | readonly string[], text: string): Expression<SqlBool> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, (found) => `\\${found}`)}%`;
  const parts = [columns].flat().map((column) => sql`lower(${sql.ref(column)}) LIKE ${pattern} ESCAPE '\\'`);
  return sql<SqlBool>`(${sql.join(parts, sql` OR `)})`;
}

import { type Expression, type SqlBool, sql } from "kysely";

/** Whether a column holds a text somewhere, in whatever case; the text stands for itself. */
export function contains(column: string, text: string): Expression<SqlBool> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, (found) => `\\${found}`)}%`;
  return sql<SqlBool>`lower(${sql.ref(column)}) LIKE ${pattern} ESCAPE '\\'`;
}

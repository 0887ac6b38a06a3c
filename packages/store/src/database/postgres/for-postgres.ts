/**
 * A migration as PostgreSQL understands it. Text is compared byte by byte, as SQLite does it: with another collation a
 * prefix would not be a range of an index.
 */
export function forPostgres(migration: string): string {
  return migration
    .replaceAll(/--[^\n]*/g, "")
    .replaceAll(/\bINTEGER\b/g, "BIGINT")
    .replaceAll(/\bREAL\b/g, "DOUBLE PRECISION")
    .replaceAll(/\bBLOB\b/g, "BYTEA")
    .replaceAll(/\bTEXT\b/g, 'TEXT COLLATE "C"')
    .replaceAll(/\)\s*STRICT(?:,\s*WITHOUT ROWID)?\s*(?=;|$)/g, ")");
}

/** The same statement with numbered parameters: `?` becomes `$1`, `$2`, …. */
export function numberParameters(sql: string): string {
  return sql
    .split("?")
    .map((part, index) => (index === 0 ? part : `$${index}${part}`))
    .join("");
}

/** A statement that a connection parses once and knows by its name from then on. */
export interface NamedStatement {
  readonly name: string;
  readonly text: string;
}

/** Gives each text its name and its numbered parameters, once. */
export function createNumbering(): (sql: string) => NamedStatement {
  const statements = new Map<string, NamedStatement>();
  return (sql) => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = { name: `store_${statements.size}`, text: numberParameters(sql) };
    statements.set(sql, statement);
    return statement;
  };
}

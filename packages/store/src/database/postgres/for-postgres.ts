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

/** `numberParameters` that rewrites each text once. */
export function createNumbering(): (sql: string) => string {
  const numbered = new Map<string, string>();
  return (sql) => {
    const known = numbered.get(sql);
    if (known !== undefined) return known;
    const text = numberParameters(sql);
    numbered.set(sql, text);
    return text;
  };
}

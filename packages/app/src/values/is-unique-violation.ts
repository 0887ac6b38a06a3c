/** Whether a query was refused because a row of this kind is there already. */
export function isUniqueViolation(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = "code" in error ? error.code : undefined;
  const number = "errcode" in error ? error.errcode : undefined;
  // PostgreSQL's SQLSTATE, and SQLITE_CONSTRAINT_UNIQUE.
  return code === "23505" || number === 2067;
}

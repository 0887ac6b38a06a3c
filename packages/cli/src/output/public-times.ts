/** A row as it is shown to programs: times (`…At`) as ISO 8601 in UTC, as in every face. */
export function publicTimes(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row).map(([key, value]) => [
      key,
      key.endsWith("At") && typeof value === "number" ? new Date(value).toISOString() : value,
    ]),
  );
}

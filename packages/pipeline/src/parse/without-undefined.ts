/**
 * The record without the keys whose value is undefined: an absent key and an undefined one must not differ. Keys are
 * left out of a copy and not deleted, for deleting makes every later reading of the record slow.
 */
export function withoutUndefined<T extends object>(record: T): T;
export function withoutUndefined(record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const copy: Record<string, unknown> = {};
  for (const key in record) {
    const value = record[key];
    if (value !== undefined) copy[key] = value;
  }
  return copy;
}

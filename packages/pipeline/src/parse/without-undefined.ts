/** Removes the keys whose value is undefined, in place: an absent key and an undefined one must not differ. */
export function withoutUndefined<T extends object>(record: T): T {
  for (const [key, value] of Object.entries(record)) {
    if (value === undefined) Reflect.deleteProperty(record, key);
  }
  return record;
}

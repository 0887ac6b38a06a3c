/** The set without those of the keys that were in it, and with those that were not. */
export function turned(before: ReadonlySet<string>, keys: Iterable<string>): ReadonlySet<string> {
  const after = new Set(before);
  for (const key of keys) if (!after.delete(key)) after.add(key);
  return after;
}

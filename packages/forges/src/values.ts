/** Epoch milliseconds, or undefined for what is no time. */
export function timeOf(text: string | null | undefined): number | undefined {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? undefined : time;
}

/** One property, or none where there is nothing to say. */
export function given<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { [Key in Name]?: Value } {
  const entry: { [Key in Name]?: Value } = {};
  if (value !== undefined && value !== null) entry[name] = value;
  return entry;
}

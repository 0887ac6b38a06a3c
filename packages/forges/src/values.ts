/** The last that is written with a year of four digits, as every answer of ours is. */
const lastTime = Date.UTC(9999, 11, 31);

/** Epoch milliseconds, or undefined for what is no time, or one that no run can have had. */
export function timeOf(text: string | null | undefined): number | undefined {
  const time = Date.parse(text ?? "");
  return time >= 0 && time <= lastTime ? time : undefined;
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

/** What leads from a page that is counted to those beside it. */
export function pagesBeside(page: number, isLast: boolean): { readonly next?: string; readonly previous?: string } {
  return {
    ...given("next", isLast ? undefined : String(page + 1)),
    ...given("previous", page > 1 ? String(page - 1) : undefined),
  };
}

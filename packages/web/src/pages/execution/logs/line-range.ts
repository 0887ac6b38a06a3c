/** Lines count from 1; both are within. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/** `#L10` or `#L10-L20`, in either order; undefined for every other fragment. */
export function readLineRange(fragment: string): LineRange | undefined {
  const [, from, to = from] = /^#L(\d{1,12})(?:-L?(\d{1,12}))?$/.exec(fragment) ?? [];
  const [one, other] = [Number(from), Number(to)];
  if (!(one > 0 && other > 0)) return undefined;
  return { first: Math.min(one, other), last: Math.max(one, other) };
}

export function writeLineRange({ first, last }: LineRange): string {
  return first === last ? `#L${first}` : `#L${first}-L${last}`;
}

const steps = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 43_200, 86_400];

/** Where the marks of a time axis stand, in milliseconds from its beginning: round, and not more than so many. */
export function timeMarks(length: number, most: number): readonly number[] {
  const step =
    (steps.find((seconds) => seconds * 1000 * most >= length) ?? 86_400 * Math.ceil(length / (86_400_000 * most))) *
    1000;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, index) => index * step);
}

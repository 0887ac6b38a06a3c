export interface Pauses {
  /** Milliseconds, as is the longest. */
  readonly first: number;
  readonly longest: number;
}

/** Milliseconds to wait after so many attempts that failed: four times as long each time. */
export function pauseAfter(attempts: number, { first, longest }: Pauses): number {
  return Math.min(longest, first * 4 ** Math.max(0, attempts - 1));
}

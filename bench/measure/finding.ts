/** One row of the table. */
export interface Finding {
  readonly what: string;
  readonly ours: string;
  /** What it was measured beside; empty where the figure stands by itself. */
  readonly beside: string;
  /** Ours divided by what stands beside, or what the target is about. */
  readonly figure: string;
  /** Ours divided by the other's, of processor time: says more than time on a machine that others use too. */
  readonly cpu?: string;
  readonly target?: Target;
}

export interface Target {
  readonly text: string;
  readonly met: boolean;
}

export function atMost(value: number, limit: number, unit = ""): Target {
  return { text: `≤ ${limit}${unit}`, met: value <= limit };
}

export function seconds(value: number): string {
  return value < 0.1 ? `${(value * 1_000).toFixed(1)} ms` : `${value.toFixed(2)} s`;
}

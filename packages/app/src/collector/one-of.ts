import type { ForgeRun } from "@headrace/forges";

/** When the first or the last of these was made, as `pick` says; undefined where there is none. Epoch milliseconds. */
export function oneOf(runs: readonly ForgeRun[], pick: (...times: number[]) => number): number | undefined {
  return runs.length === 0 ? undefined : pick(...runs.map(({ createdAt }) => createdAt));
}

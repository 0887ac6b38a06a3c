import { useNow } from "../../common/clock.tsx";
import { Duration } from "../../common/duration.tsx";
import type { StageRow } from "./stage-rows.ts";

/** The time of all its stages together: beside each other, they use more than the execution lasts. */
export function MinutesUsed({ stages }: { readonly stages: readonly StageRow[] }) {
  const now = useNow(1000);
  const total = stages
    .flatMap(({ instances }) => instances)
    .filter(({ status }) => status !== "reused")
    .reduce((sum, { durationMs, startedAt, finishedAt }) => {
      if (durationMs !== undefined) return sum + durationMs;
      return startedAt === undefined ? sum : sum + Math.max(0, (finishedAt ?? now) - startedAt);
    }, 0);
  return <Duration ms={total} />;
}

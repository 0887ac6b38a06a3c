import { useNow } from "../../common/clock.tsx";
import { Duration } from "../../common/duration.tsx";
import type { StageRow } from "./stage-rows.ts";

/** The time of all attempts of its stages together: beside each other, they use more than the execution lasts. */
export function MinutesUsed({ stages }: { readonly stages: readonly StageRow[] }) {
  const now = useNow(1000);
  const total = stages
    .flatMap(({ instances }) => instances)
    .reduce((sum, { state: { ranMs, status, startedAt = now } }) => {
      const isAtWork = status === "running" || status === "cancelling";
      return sum + ranMs + (isAtWork ? Math.max(0, now - startedAt) : 0);
    }, 0);
  return <Duration ms={total} />;
}

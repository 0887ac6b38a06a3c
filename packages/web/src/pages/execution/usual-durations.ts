import { useMemo } from "react";
import { useOperation } from "../../client/use-operation.ts";

export type UsualDurations = ReadonlyMap<string, number>;

/** What each instance usually takes; milliseconds. */
export function useUsualDurations(execution: string): UsualDurations {
  const { data } = useOperation("executions.usual-durations", { execution });
  return useMemo(() => new Map(data?.items.map(({ instance, durationMs }) => [instance, durationMs])), [data]);
}

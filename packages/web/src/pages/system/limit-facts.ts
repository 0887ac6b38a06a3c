import type { OutputOf } from "@headrace/app/client";
import type { Fact } from "../../common/facts.tsx";
import { formatBytes } from "../../common/format-bytes.ts";

type Limits = OutputOf<"limits.get">;

/** What the organization may use, for people. */
export function limitFacts(limits: Limits): readonly Fact[] {
  const days = (value: number | null): string => (value === null ? "for good" : `${value} days`);
  const count = (value: number | null): string => (value === null ? "as many as you like" : value.toLocaleString());
  return [
    { name: "Logs are kept", value: days(limits.logDays) },
    { name: "Artifacts are kept", value: days(limits.artifactDays) },
    {
      name: "Room for artifacts",
      value: limits.artifactBytes === null ? "all there is" : formatBytes(limits.artifactBytes),
    },
    { name: "Room for caches", value: formatBytes(limits.cacheBytes) },
    { name: "Executions kept", value: count(limits.executionsKept) },
    { name: "At the same time", value: count(limits.concurrentExecutions) },
    { name: "Minutes of stages a month", value: count(limits.executionMinutes) },
  ];
}

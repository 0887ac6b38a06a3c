import type { InstanceRow } from "./stage-rows.ts";

const bad = ["failed", "outOfMemory", "timedOut", "infrastructure"];

/** The instance whose log is opened unless one is named: what failed, else what runs, else what ended last. */
export function mostTelling(instances: readonly InstanceRow[]): InstanceRow | undefined {
  return (
    instances.find(({ status, allowed }) => bad.includes(status) && !allowed) ??
    instances.find(({ status }) => status === "running") ??
    instances.toSorted((one, other) => (other.startedAt ?? 0) - (one.startedAt ?? 0))[0]
  );
}

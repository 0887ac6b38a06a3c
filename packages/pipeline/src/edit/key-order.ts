import type { ModelPath } from "../diagnostics/diagnostic.ts";

/** The order in which people write the keys; a new one is put where it belongs. */
const pipelineKeys = [
  "name",
  "description",
  "parameters",
  "variables",
  "triggers",
  "concurrency",
  "timeout",
  "failFast",
  "defaults",
  "notifications",
  "stages",
];

const stageKeys = [
  "name",
  "category",
  "group",
  "needs",
  "when",
  "environment",
  "approval",
  "matrix",
  "uses",
  "with",
  "image",
  "services",
  "network",
  "runsOn",
  "checkout",
  "workingDirectory",
  "shell",
  "variables",
  "secrets",
  "cache",
  "reuse",
  "concurrency",
  "priority",
  "resources",
  "timeout",
  "retry",
  "allowFailure",
  "steps",
  "afterSteps",
  "rollback",
  "artifacts",
  "outputs",
  "reports",
  "gates",
];

const stepKeys = [
  "name",
  "id",
  "uses",
  "with",
  "when",
  "shell",
  "workingDirectory",
  "variables",
  "timeout",
  "run",
  "allowFailure",
];

/** The keys that a mapping at this path can have, in the order in which they are written; empty where any may stand. */
export function keyOrder(path: ModelPath): readonly string[] {
  if (path.length === 0) return pipelineKeys;
  if (path.length === 2 && path[0] === "stages") return stageKeys;
  const isStep = typeof path.at(-1) === "number" && /steps$/i.test(String(path.at(-2)));
  return isStep ? stepKeys : [];
}

/** The key after which a new one is put: `null` before the first, `undefined` after the last. */
export function keyBefore(path: ModelPath, key: string, present: readonly string[]): string | null | undefined {
  const order = keyOrder(path);
  const rank = order.indexOf(key);
  if (rank === -1) return undefined;
  return present.findLast((other) => order.indexOf(other) < rank) ?? null;
}

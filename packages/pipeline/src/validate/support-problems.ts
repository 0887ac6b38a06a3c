import type { Diagnostic, ModelPath } from "../diagnostics/diagnostic.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { Stage } from "../model/stage.ts";

/** Keys of the language that an executor or a version may be unable to honour. */
export const optionalKeys = [
  "concurrency",
  "approval",
  "rollback",
  "priority",
  "image",
  "services",
  "network",
  "resources.cpu",
  "runsOn",
  "notifications",
] as const;

export type OptionalKey = (typeof optionalKeys)[number];

/** What this version can honour of them. */
export const supportedKeys: readonly OptionalKey[] = [
  "concurrency",
  "approval",
  "rollback",
  "priority",
  "notifications",
];

const meanings: Readonly<Record<OptionalKey, string>> = {
  concurrency: "Limits across executions",
  approval: "Approvals",
  rollback: "Rollbacks",
  priority: "Priorities",
  image: "Containers",
  services: "Services in containers",
  network: "Network limits",
  "resources.cpu": "Limits of cores",
  runsOn: "Agents",
  notifications: "Notifications",
};

const stageKeys: Readonly<Partial<Record<OptionalKey, (stage: Stage) => boolean>>> = {
  concurrency: (stage) => stage.concurrency !== undefined,
  approval: (stage) => stage.approval !== undefined,
  rollback: (stage) => stage.rollback !== undefined,
  priority: (stage) => stage.priority !== undefined,
  image: (stage) => stage.image !== undefined,
  services: (stage) => stage.services.length > 0,
  network: (stage) => stage.network !== undefined,
  "resources.cpu": (stage) => stage.resources?.cpu !== undefined,
  runsOn: (stage) => stage.runsOn.length > 0,
};

/** The keys of a pipeline that cannot be honoured: they are refused at run time, never ignored. */
export function supportProblems(
  pipeline: Pipeline,
  supported: readonly OptionalKey[] = supportedKeys,
): readonly Diagnostic[] {
  const problems: Diagnostic[] = [];
  const report = (key: OptionalKey, path: ModelPath) => {
    if (supported.includes(key)) return;
    problems.push({
      code: "not-supported-yet",
      severity: "error",
      message: `${meanings[key]} are not supported by this version: \`${path.join(".")}\`.`,
      mend: "Remove the key to run the pipeline here.",
      path,
    });
  };
  if (pipeline.concurrency !== undefined) report("concurrency", ["concurrency"]);
  if (pipeline.notifications.length > 0) report("notifications", ["notifications"]);
  for (const stage of pipeline.stages) {
    for (const key of optionalKeys) {
      if (stageKeys[key]?.(stage) === true) report(key, ["stages", stage.id, ...key.split(".")]);
    }
  }
  return problems;
}

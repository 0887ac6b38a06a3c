import { conditionsHold, parseLegacyStages } from "@headrace/dialects";

/** What conditions are held against: `branch`, `env_NAME` for each variable, `hasPreviousFailures`. */
export type ConditionValues = Readonly<Record<string, unknown>>;

/**
 * Whether a stage's conditions hold. All that are given must: `branch` (a glob in which `*` crosses `/`),
 * `environment` (variables and the values they must have, compared as text) and `custom`: a text with `failure` or
 * `success` in it, `always`, or the name of a variable that must be set to something but `false` and `0`.
 * What cannot be decided does not hold. A stage without conditions runs.
 *
 * @param stage A stage in the legacy stages format, as plain data or as `PipelineManager` gives it.
 * @param conditions `branch`, `env_NAME` for each variable, and `hasPreviousFailures` (or `has_previous_failures`).
 * @example
 * const stage = { name: "deploy", conditions: { branch: "release/*", environment: { TARGET: "live" } } };
 * conditionalStageExecution(stage, { branch: "release/1.2", env_TARGET: "live" }); // => true
 * conditionalStageExecution(stage, { branch: "main", env_TARGET: "live" }); // => false
 */
export function conditionalStageExecution(
  stage: { readonly conditions?: unknown },
  conditions: ConditionValues,
): boolean {
  if (stage.conditions === undefined || stage.conditions === null) return true;
  const jobs = [{ name: "job", commands: ["true"] }];
  const { config, diagnostics } = parseLegacyStages({
    name: "stage",
    stages: [{ name: "stage", conditions: stage.conditions, jobs }],
  });
  const asked = config?.stages[0]?.conditions;
  if (asked === undefined || diagnostics.some(({ severity }) => severity === "error")) return false;
  const environment = Object.entries(conditions).map(([key, value]) => [key.replace(/^env_/, ""), value]);
  return conditionsHold(asked, {
    branch: typeof conditions.branch === "string" ? conditions.branch : "",
    environment: Object.fromEntries(environment),
    hasPreviousFailures: Boolean(conditions.hasPreviousFailures ?? conditions.has_previous_failures),
  });
}

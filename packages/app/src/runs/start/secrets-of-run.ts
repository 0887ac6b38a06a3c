import type { SecretSource, StageSecretsRequest, StoredExecution } from "@headrace/engine";
import { HeadraceError } from "@headrace/pipeline";
import type { Secrets } from "../../secrets/secrets.ts";
import type { Variables } from "../../variables/variables.ts";
import type { Link } from "../links.ts";

/** What keeps the secrets of organizations, as far as executions ask it. */
export type SecretValues = Pick<Secrets, "valuesFor" | "seal" | "open">;

/** What keeps the variables of organizations, as far as executions ask it. */
export type VariableValues = Pick<Variables, "resolveVariables" | "environmentVariables">;

export interface Settings {
  readonly secrets: SecretValues;
  readonly variables: VariableValues;
}

/** The secrets of one execution: each stage is given what it names and may have, when it starts. */
export function secretsOfRun({ secrets, variables }: Settings, link: Link, { plan }: StoredExecution): SecretSource {
  const { organizationId, repositoryId, executionId, trust, actor, pipelineId, pipelineVersion } = link;
  const { onBehalfOf } = link.detail;
  const { branch, tag } = plan.git;
  return {
    variablesFor: (environment) => variables.environmentVariables({ organizationId, repositoryId, environment }),
    async secretsFor({ stage, instance, environment, names }) {
      const { values, refused } = await secrets.valuesFor({
        organizationId,
        repositoryId,
        executionId,
        stage,
        instance,
        ...(environment === undefined ? {} : { environment }),
        branch,
        ...(tag === "" ? {} : { tag }),
        event: plan.event,
        trust,
        actor,
        ...(onBehalfOf === undefined ? {} : { onBehalfOf }),
        ...(pipelineId === undefined || pipelineVersion === undefined
          ? {}
          : { definition: { pipelineId, version: pipelineVersion } }),
        names,
      });
      if (refused.length === 0) return values;
      const reasons = refused.map(({ name, reason }) => `secret ${name} ${reason}`);
      throw new HeadraceError("secret-not-given", reasons.join("; "));
    },
  };
}

/**
 * Of an execution that is taken up again: the values that its stages were given before, which may stand in what later ones
 * print. Under names that no stage can ask for.
 */
export async function secretsGivenBefore(
  source: SecretSource,
  { events, plan }: StoredExecution,
): Promise<ReadonlyMap<string, string>> {
  const names = new Map(plan.pipeline.stages.map((stage) => [stage.id, stage.secrets]));
  const asked = new Map<string, StageSecretsRequest>();
  for (const event of events) {
    if (event.type !== "stage.started") continue;
    const { stage, instance, attempt, environment } = event;
    const wanted = names.get(stage) ?? [];
    if (wanted.length === 0) continue;
    asked.set(instance, {
      stage,
      instance,
      attempt,
      names: wanted,
      ...(environment === undefined ? {} : { environment }),
    });
  }
  const given = new Map<string, string>();
  for (const request of asked.values()) {
    try {
      const values = await source.secretsFor(request);
      for (const [name, value] of values) given.set(`${request.instance} ${name}`, value);
    } catch (error) {
      // It may have been taken back since; then there is no value to be known again.
      if (!(error instanceof HeadraceError) || error.code !== "secret-not-given") throw error;
    }
  }
  return given;
}

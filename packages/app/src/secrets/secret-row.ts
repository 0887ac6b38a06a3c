import { startEvents } from "@headrace/execution";
import { globProblem } from "@headrace/pipeline";
import type { SecretsTable } from "@headrace/store/server";
import { z } from "zod";
import { actorFrom } from "../access/kept-actor.ts";
import { type SecretFacts, type SecretRules, settingScopes } from "./secrets.ts";

const pattern = z
  .string()
  .min(1)
  .max(255)
  .refine((text) => globProblem(text) === null, "not a pattern such as release/**");

/** Lists that are empty allow all. */
export const secretRules = z.strictObject({
  environments: z.array(z.string().min(1).max(100)).max(100).default([]).describe("Of stages that deliver to these"),
  branches: z.array(pattern).max(100).default([]).describe("Patterns of branches, such as release/**"),
  tags: z.array(pattern).max(100).default([]).describe("Patterns of tags; with branches, either may match"),
  triggers: z.array(z.enum(startEvents)).max(startEvents.length).default([]).describe("What started the execution"),
  protected: z
    .boolean()
    .default(false)
    .describe("Only on protected branches of the repository, and of executions by hand only those of maintainers"),
});

export const noRules: SecretRules = { environments: [], branches: [], tags: [], triggers: [], protected: false };

export function rulesOf(text: string): SecretRules {
  return secretRules.parse(JSON.parse(text));
}

export const scopeOfRow = z.enum(settingScopes);

/** All of a secret but its value. */
export function factsOf(row: SecretsTable): SecretFacts {
  return {
    id: row.id,
    organizationId: row.organization_id,
    scope: scopeOfRow.parse(row.scope),
    scopeId: row.scope_id,
    name: row.name,
    rules: rulesOf(row.rules),
    updatedBy: actorFrom(row.updated_by),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    lastUsedAt: row.last_used_at,
  };
}

import { z } from "zod";
import { id, time, timeOf } from "../values/fields.ts";
import { secretRules } from "./secret-row.ts";
import { type SecretFacts, settingScopes } from "./secrets.ts";

/** Bytes of one value: an environment holds no longer one. */
export const longestValue = 64 * 1024;

/** Of secrets and variables: what can be the name of an environment variable. */
export const settingName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "it takes letters, digits and _, and does not begin with a digit")
  .refine((text) => !/^HEADRACE/i.test(text), "names that begin with HEADRACE are Headrace's own");

export const settingValue = z
  .string()
  .refine((text) => Buffer.byteLength(text) <= longestValue, `it is longer than ${longestValue} bytes`)
  .refine((text) => !text.includes("\0"), "it holds a zero byte");

export const placeFields = {
  scope: z.enum(settingScopes).describe("Whose it is"),
  scopeId: id.describe("The id of the organization, repository or environment"),
};

export const secret = z.object({
  id,
  name: z.string(),
  ...placeFields,
  rules: secretRules,
  updatedBy: z.string().describe("The name of who changed it last"),
  createdAt: time,
  updatedAt: time,
  lastUsedAt: time.optional().describe("When it was last given to a stage"),
});

export type Secret = z.input<typeof secret>;

export function secretOf(facts: SecretFacts): Secret {
  const { rules } = facts;
  return {
    id: facts.id,
    name: facts.name,
    scope: facts.scope,
    scopeId: facts.scopeId,
    rules: {
      environments: [...rules.environments],
      branches: [...rules.branches],
      tags: [...rules.tags],
      triggers: [...rules.triggers],
      protected: rules.protected,
    },
    updatedBy: facts.updatedBy.name,
    createdAt: timeOf(facts.createdAt),
    updatedAt: timeOf(facts.updatedAt),
    ...(facts.lastUsedAt === null ? {} : { lastUsedAt: timeOf(facts.lastUsedAt) }),
  };
}

export const secretExample: Secret = {
  id: "01a1fc42-d2c1-7a10-8d3c-3f1d0e6a8b11",
  name: "DEPLOY_TOKEN",
  scope: "repository",
  scopeId: "01a1fc42-b97f-7bef-9713-0b6621de95a7",
  rules: { environments: ["production"], branches: ["main"], tags: [], triggers: [], protected: false },
  updatedBy: "Ada",
  createdAt: "2026-11-21T09:30:00.000Z",
  updatedAt: "2026-11-21T09:30:00.000Z",
};

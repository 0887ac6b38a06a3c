import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { searchInput } from "../paging/page.ts";
import { demandSoleOrganization } from "../system/demand-sole-organization.ts";
import { id } from "../values/fields.ts";
import { secret, secretExample, secretOf, settingName, settingValue } from "./fields.ts";
import { placeFor, placeInput } from "./place-for.ts";
import { secretRules } from "./secret-row.ts";

const listSecrets = defineOperation({
  name: "secrets.list",
  summary: "List the secrets of an organization, a repository or an environment, without their values",
  input: z.strictObject({ ...placeInput, ...searchInput("the name") }),
  output: z.object({ items: z.array(secret) }),
  access: { kind: "organization", permission: "secret.list" },
  effect: "read",
  http: { method: "GET", path: "/secrets" },
  example: { input: { repository: secretExample.scopeId }, output: { items: [secretExample] } },
  handle: async (context, { search = "", ...input }) => {
    const place = await placeFor(context, input, "secret.list");
    const secrets = await context.app.secrets.list(place);
    const wanted = search.toLowerCase();
    return { items: secrets.filter(({ name }) => name.toLowerCase().includes(wanted)).map(secretOf) };
  },
});

const setSecret = defineOperation({
  name: "secrets.set",
  summary: "Set the value or the rules of a secret",
  description:
    "The value is sealed and never given back by anything. A stage gets it when it names it and the rules allow it; of several secrets " +
    "of one name, that of the stage's environment counts before the repository's, and that before the organization's.",
  input: z.strictObject({
    ...placeInput,
    name: settingName,
    value: settingValue
      .refine((text) => text !== "", "it is empty")
      .optional()
      .describe("Needed for a new one; kept where it is left out"),
    rules: secretRules.optional().describe("To whom it is given; kept where they are left out"),
  }),
  output: secret,
  access: { kind: "organization", permission: "secret.write" },
  effect: "write",
  http: { method: "PUT", path: "/secrets" },
  example: {
    input: {
      repository: secretExample.scopeId,
      name: "DEPLOY_TOKEN",
      value: "…",
      rules: { environments: ["production"], branches: ["main"] },
    },
    output: secretExample,
  },
  handle: async (context, { repository, environment, name, value, rules }) => {
    const place = await placeFor(context, { repository, environment }, "secret.write");
    return secretOf(
      await context.app.secrets.set({
        organizationId: place.organizationId,
        scope: place.scope,
        scopeId: place.scopeId,
        name,
        actor: context.actor,
        ...(value === undefined ? {} : { value }),
        ...(rules === undefined ? {} : { rules }),
      }),
    );
  },
});

const deleteSecret = defineOperation({
  name: "secrets.delete",
  summary: "Remove a secret",
  input: z.strictObject({ secret: id }),
  output: z.object({}),
  access: { kind: "target", permission: "secret.write", target: "secret", from: "secret" },
  effect: "destructive",
  http: { method: "DELETE", path: "/secrets/{secret}" },
  example: { input: { secret: secretExample.id }, output: {} },
  handle: async ({ app }, input) => {
    await app.secrets.remove(input.secret);
    return {};
  },
});

const rotateKeys = defineOperation({
  name: "organization.rotate-keys",
  summary: "Seal all secrets of the organization with a new key",
  description:
    "In small steps, while executions go on; the old key is removed once nothing is sealed with it any more.",
  input: z.strictObject({}),
  output: z.object({ keyId: id, resealed: z.number().int().describe("Secrets that were sealed again") }),
  access: { kind: "organization", permission: "organization.write" },
  effect: "write",
  http: { method: "POST", path: "/organization/rotate-keys" },
  example: { input: {}, output: { keyId: "01a1fc42-e0b2-7c55-9a8e-52a7f0c4d913", resealed: 12 } },
  handle: async ({ app, scope }) => await app.secrets.rotateKeys(scope.organizationId),
});

const rotateMasterKey = defineOperation({
  name: "system.rotate-master-key",
  summary: "Replace the master key of the data directory, and wrap every organization's key with the new one",
  description:
    "One key after another, while everything goes on. What was broken off is gone on with when it is asked for again, or at the " +
    "next start. Keep a copy of the new file `master.key` apart from the data: the old one opens nothing any more. " +
    "Refused where HEADRACE_MASTER_KEY gives the key, and where the server has several organizations.",
  input: z.strictObject({}),
  output: z.object({ rewrapped: z.number().int().describe("Keys that were wrapped again") }),
  access: { kind: "organization", permission: "organization.write" },
  effect: "write",
  http: { method: "POST", path: "/system/master-key/rotate" },
  example: { input: {}, output: { rewrapped: 3 } },
  handle: async ({ app }) => {
    await demandSoleOrganization(app, {
      why: "the master key is that of them all",
      mend: "let whoever runs the server start it once with --rotate-master-key",
    });
    return await app.secrets.rotateMasterKey();
  },
});

export const secretOperations = [listSecrets, setSecret, deleteSecret, rotateKeys, rotateMasterKey] as const;

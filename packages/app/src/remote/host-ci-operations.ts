import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { Problem, wrongField } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;

const readCi = defineOperation({
  name: "repositories.host-ci",
  summary: "Say whether a repository's host of code runs its pipelines at all",
  description:
    "Bitbucket Pipelines are switched on for each repository by itself, GitHub's Actions can be switched off.",
  input: z.strictObject({ repository: id }),
  output: z.object({
    enabled: z.boolean(),
    numbers: z.boolean().describe("The number of the next run can be set"),
  }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-ci" },
  example: { input: { repository: repositoryId }, output: { enabled: false, numbers: true } },
  handle: async ({ app, signal }, input) => {
    const { port: ci, repository } = await openAbility(app, input.repository, { port: "ci", ability: "ci.read" });
    return { enabled: await ci.isEnabled(repository, signal), numbers: ci.setNextNumber !== undefined };
  },
});

const setCi = defineOperation({
  name: "repositories.set-host-ci",
  summary: "Have a repository's host of code run its pipelines, or not any more, or count them on from another number",
  input: z.strictObject({
    repository: id,
    enabled: z.boolean().optional(),
    nextNumber: z
      .number()
      .int()
      .min(1)
      .max(2_000_000_000)
      .optional()
      .describe("Of the next run; greater than the last. GitHub counts by itself"),
  }),
  output: z.object({}),
  access: { kind: "target", permission: "repository.write", target: "repository", from: "repository" },
  effect: "write",
  http: { method: "PATCH", path: "/repositories/{repository}/host-ci" },
  example: { input: { repository: repositoryId, enabled: true }, output: {} },
  handle: async ({ app, signal }, { repository: of, enabled, nextNumber }) => {
    if (enabled === undefined && nextNumber === undefined)
      throw wrongField("enabled", "it is missing", "say what to set");
    const { port: ci, repository } = await openAbility(app, of, { port: "ci", ability: "ci.write" });
    if (nextNumber !== undefined && ci.setNextNumber === undefined) {
      throw new Problem("not-supported", "this host counts its runs by itself", { mend: "leave `nextNumber` out" });
    }
    if (enabled !== undefined) await ci.switch(repository, enabled, signal);
    if (nextNumber !== undefined) await ci.setNextNumber?.(repository, nextNumber, signal);
    return {};
  },
});

export const hostCiOperations = [readCi, setCi] as const;

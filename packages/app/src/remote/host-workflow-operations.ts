import type { ForgeWorkflow } from "@headrace/forges";
import { z } from "zod";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { id, time } from "../values/fields.ts";
import { hostId } from "./host-id.ts";
import { readHostWorkflow } from "./read-host-workflow.ts";
import { openAbility } from "./remote-place.ts";

const { repositoryId } = executionExample;

const hostWorkflow = z.object({
  id: hostId,
  name: z.string(),
  path: z.string().describe("Its file in the repository"),
  enabled: z.boolean().describe("Unless it is, nothing runs it, and it cannot be started"),
  state: z.string().describe("The host's own word: `disabled_inactivity`, `disabled_fork`"),
  url: z.string(),
});
const example: z.input<typeof hostWorkflow> = {
  id: "5",
  name: "CI",
  path: ".github/workflows/ci.yml",
  enabled: true,
  state: "active",
  url: "https://github.com/acme/shop/blob/main/.github/workflows/ci.yml",
};

const workflow = hostId.describe("Its id, or its file's name, such as `ci.yml`");

const listWorkflows = defineOperation({
  name: "repositories.host-workflows",
  summary: "List the workflows that a repository has on its host of code, those that are disabled too",
  input: z.strictObject({ repository: id }),
  output: z.object({ items: z.array(hostWorkflow) }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-workflows" },
  example: { input: { repository: repositoryId }, output: { items: [example] } },
  handle: async ({ app, signal }, input) => {
    const { port: workflows, repository } = await openAbility(app, input.repository, {
      port: "workflows",
      ability: "workflows.read",
    });
    return { items: (await workflows.list(repository, signal)).map(workflowOf) };
  },
});

const dispatchInput = z.object({
  name: z.string(),
  description: z.string().optional(),
  type: z.enum(["string", "boolean", "number", "choice", "environment"]),
  required: z.boolean(),
  default: z.string().optional(),
  options: z.array(z.string()).readonly().describe("Of a choice"),
});

const getWorkflow = defineOperation({
  name: "repositories.host-workflow",
  summary: "Get a workflow of a repository's host of code, with its last runs and what it asks of who starts it",
  description: "Its inputs are read from its file, as the default branch has it.",
  input: z.strictObject({ repository: id, workflow }),
  output: hostWorkflow.extend({
    startable: z.enum(["yes", "no", "unknown"]).describe("Whether its file lets it be started by hand"),
    inputs: z.array(dispatchInput).readonly().describe("What `repositories.execute` takes as variables"),
    runs: z
      .array(
        z.object({
          number: z.number().int(),
          state: z.string().describe("The host's own word"),
          branch: z.string().optional(),
          createdAt: time,
          url: z.string(),
          execution: id.optional().describe("That it is here"),
        }),
      )
      .readonly()
      .describe("The newest ten"),
  }),
  access: { kind: "target", permission: "repository.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/host-workflows/{workflow}" },
  example: {
    input: { repository: repositoryId, workflow: "ci.yml" },
    output: {
      ...example,
      startable: "yes",
      inputs: [{ name: "LEVEL", type: "choice", required: true, default: "1", options: ["1", "2"] }],
      runs: [
        {
          number: 12,
          state: "success",
          branch: "main",
          createdAt: executionExample.createdAt,
          url: "https://github.com/acme/shop/actions/runs/12",
          execution: executionExample.id,
        },
      ],
    },
  },
  handle: async ({ app, signal }, input) => {
    const { workflow: found, ...rest } = await readHostWorkflow(app, { ...input, signal });
    return { ...workflowOf(found), ...rest };
  },
});

const switchWorkflow = defineOperation({
  name: "repositories.switch-host-workflow",
  summary: "Enable or disable a workflow of a repository's host of code",
  description: "Disabled, it stays in the repository, and no push, schedule or person runs it there.",
  input: z.strictObject({ repository: id, workflow, enabled: z.boolean() }),
  output: hostWorkflow,
  access: { kind: "target", permission: "pipeline.write", target: "repository", from: "repository" },
  effect: "write",
  audits: ["workflow"],
  http: { method: "PATCH", path: "/repositories/{repository}/host-workflows/{workflow}" },
  example: {
    input: { repository: repositoryId, workflow: "ci.yml", enabled: false },
    output: { ...example, enabled: false, state: "disabled_manually" },
  },
  handle: async ({ app, signal }, { repository: of, workflow, enabled: isEnabled }) => {
    const { port: workflows, repository } = await openAbility(app, of, {
      port: "workflows",
      ability: "workflows.write",
    });
    await workflows.switch(repository, { workflow, isEnabled, signal });
    return workflowOf(await workflows.get(repository, workflow, signal));
  },
});

export const hostWorkflowOperations = [listWorkflows, getWorkflow, switchWorkflow] as const;

function workflowOf({ isEnabled, word, ...rest }: ForgeWorkflow): z.input<typeof hostWorkflow> {
  return { ...rest, enabled: isEnabled, state: word };
}

import { z } from "zod";
import { recordAudit } from "../audit/record-audit.ts";
import { executionExample } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { readPipeline } from "../pipelines/read-pipeline.ts";
import { settingName, settingValue } from "../secrets/fields.ts";
import { id } from "../values/fields.ts";
import { syncEnvironment, type Written } from "./sync-environment.ts";

const digest = "5feceb66ffc86f38d952786c6d696c79c2dbc239dd4e91b46729d73a27fb57e9";

const syncEnv = defineOperation({
  name: "pipelines.sync-env",
  summary: "Write the variables of an environment to its repository's host of code, after a look at the difference",
  description:
    "Without `digest` it only says what would be written; with the digest of that it is written. Values of secured variables are given with the request, and never read from either side.",
  input: z.strictObject({
    pipeline: id,
    environment: z.string().min(1).max(100).describe("Of the pipeline's repository, here"),
    hostEnvironment: z
      .string()
      .min(1)
      .max(255)
      .optional()
      .describe("There: GitHub's name of an environment, Bitbucket's id of one; the repository itself unless said"),
    secured: z.record(settingName, settingValue).default({}).describe("By name; written as secrets, shown to nobody"),
    remove: z.boolean().default(false).describe("Take away what is there and not here; never what is secured"),
    digest: z.string().max(100).optional().describe("Of the difference that was looked at"),
  }),
  output: z.object({
    changes: z
      .array(
        z.object({
          name: z.string(),
          change: z
            .enum(["add", "change", "same", "remove", "kept"])
            .describe("`kept` is there alone and stays; a secured one that is there counts as `change`"),
          secured: z.boolean(),
          from: z.string().optional().describe("What stands there"),
          to: z.string().optional(),
        }),
      )
      .readonly(),
    digest: z.string(),
    applied: z.boolean(),
  }),
  access: { kind: "target", permission: "secret.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/{pipeline}/sync-env" },
  example: {
    input: { pipeline: executionExample.pipeline.id ?? "", environment: "production" },
    output: {
      changes: [{ name: "LEVEL", change: "change", secured: false, from: "1", to: "2" }],
      digest,
      applied: false,
    },
  },
  handle: async ({ app, scope, actor, signal }, { pipeline: pipelineId, ...request }) => {
    const { repository_id: repositoryId } = await readPipeline(app.tables, pipelineId);
    const { organizationId } = scope;
    const onWritten = async (variables: readonly Written[]) => {
      if (variables.length === 0) return;
      const about = { organizationId, target: "repository", targetId: repositoryId };
      const detail = { pipelineId, variables };
      await recordAudit(app, { ...about, actor, operation: "host.variables-written", outcome: "done", detail });
    };
    return await syncEnvironment(app, { ...request, organizationId, repositoryId, pipelineId, signal, onWritten });
  },
});

export const syncOperations = [syncEnv] as const;

import type { PipelinesTable, ServerTables } from "@headrace/store/server";
import { z } from "zod";
import { checkText } from "../definitions/check-text.ts";
import { givenParameters, givenVariables } from "../executions/execution.ts";
import { startedExample, startedExecution, startedExecutionOf } from "../executions/started-execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { branch, commit, id, tag } from "../values/fields.ts";
import { isUniqueViolation } from "../values/is-unique-violation.ts";
import { pipeline, pipelineExample, pipelineOf } from "./pipeline.ts";
import { readPipeline, readVersion } from "./read-pipeline.ts";
import { refuseLoaders } from "./refuse-loaders.ts";

const activate = defineOperation({
  name: "pipelines.activate",
  summary: "Let a pipeline's triggers start it",
  description:
    "One pipeline is active for each repository and channel: a second one is refused with the name of the first.",
  input: z.strictObject({ pipeline: id }),
  output: pipeline,
  access: { kind: "target", permission: "pipeline.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/{pipeline}/activate" },
  example: { input: { pipeline: pipelineExample.id }, output: pipelineExample },
  handle: async ({ app }, input) => {
    const before = await readPipeline(app.tables, input.pipeline);
    if (before.archived_at !== null)
      throw new Problem("conflict", "an archived pipeline cannot be active", { mend: "restore it first" });
    if (before.source === "stored") {
      const { text } = await readVersion(app.tables, before);
      const { digest, diagnostics } = await checkText(text, `${before.name}.yml`);
      if (digest === null) {
        throw new Problem("invalid-definition", "this definition has errors", {
          mend: "mend them and save a new version, then activate it",
          detail: { diagnostics },
        });
      }
    }
    return await app.tables
      .transaction()
      .execute(async (transaction) => {
        const other = await otherActive(transaction, before);
        if (other !== undefined) throw activeExists(before.channel, other);
        const row = await transaction
          .updateTable("pipelines")
          .set({ active: 1, updated_at: app.clock.now() })
          .where("id", "=", before.id)
          .where("archived_at", "is", null)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) throw notFound("pipeline", input.pipeline);
        return pipelineOf(row);
      })
      .catch(async (error: unknown) => {
        // Two were activated at once: the index decided.
        if (isUniqueViolation(error)) throw activeExists(before.channel, await otherActive(app.tables, before));
        throw error;
      })
      .then(async (activated) => {
        await app.schedules.pipelineChanged(before.id);
        return activated;
      });
  },
});

const deactivate = defineOperation({
  name: "pipelines.deactivate",
  summary: "Keep a pipeline's triggers from starting it; it can still be run by hand",
  input: z.strictObject({ pipeline: id }),
  output: pipeline,
  access: { kind: "target", permission: "pipeline.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/{pipeline}/deactivate" },
  example: { input: { pipeline: pipelineExample.id }, output: { ...pipelineExample, active: false } },
  handle: async ({ app }, input) => {
    const row = await app.tables
      .updateTable("pipelines")
      .set({ active: 0, updated_at: app.clock.now() })
      .where("id", "=", input.pipeline)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw notFound("pipeline", input.pipeline);
    await app.schedules.pipelineChanged(row.id);
    return pipelineOf(row);
  },
});

const execute = defineOperation({
  name: "pipelines.execute",
  summary: "Run a pipeline by hand",
  input: z.strictObject({
    pipeline: id,
    branch: branch.optional().describe("The repository's default branch unless said"),
    tag: tag.optional(),
    commit: commit.optional().describe("The branch's newest unless said"),
    version: z.number().int().min(1).optional().describe("Of a stored pipeline; the newest unless said"),
    parameters: givenParameters.optional(),
    variables: givenVariables.optional(),
    stages: z.array(z.string()).max(1000).optional().describe("Only these"),
    until: z.array(z.string()).max(1000).optional().describe("These and what they need"),
    priority: z
      .number()
      .int()
      .min(-100)
      .max(100)
      .optional()
      .describe("Higher ones leave the queue first; the pipeline's own unless said"),
  }),
  output: startedExecution,
  access: { kind: "target", permission: "pipeline.run", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: {
    method: "POST",
    path: "/pipelines/{pipeline}/execute",
    aliases: ["/pipelines/{pipeline}/trigger"],
    status: 201,
  },
  example: {
    input: { pipeline: pipelineExample.id, branch: "main", parameters: { target: "staging" } },
    output: startedExample,
  },
  handle: async ({ app, actor, scope, publicUrl, permits }, input) => {
    await refuseLoaders(permits, input.variables ?? {});
    const row = await readPipeline(app.tables, input.pipeline);
    if (row.archived_at !== null)
      throw new Problem("conflict", "an archived pipeline is not run", { mend: "restore it first" });
    const started = await app.runs.start({
      organizationId: scope.organizationId,
      repositoryId: row.repository_id,
      pipelineId: row.id,
      event: "manual",
      actor,
      trust: "own",
      git: {
        ...(input.branch === undefined ? {} : { branch: input.branch }),
        ...(input.tag === undefined ? {} : { tag: input.tag }),
        ...(input.commit === undefined ? {} : { commit: input.commit }),
      },
      ...(input.priority === undefined ? {} : { priority: input.priority }),
      ...(input.version === undefined ? {} : { pipelineVersion: input.version }),
      ...(input.parameters === undefined ? {} : { parameters: input.parameters }),
      ...(input.variables === undefined ? {} : { variables: input.variables }),
      ...(input.stages === undefined ? {} : { only: input.stages }),
      ...(input.until === undefined ? {} : { until: input.until }),
    });
    return startedExecutionOf(started, publicUrl);
  },
});

export const pipelineRunOperations = [activate, deactivate, execute] as const;

/** The active pipeline of this one's repository and channel, where that is another one. */
async function otherActive(
  tables: ServerTables,
  { id, repository_id, channel }: PipelinesTable,
): Promise<{ readonly id: string; readonly name: string } | undefined> {
  return await tables
    .selectFrom("pipelines")
    .select(["id", "name"])
    .where("repository_id", "=", repository_id)
    .where("channel", "=", channel)
    .where("active", "=", 1)
    .where("archived_at", "is", null)
    .where("id", "!=", id)
    .executeTakeFirst();
}

function activeExists(channel: string, other: { readonly id: string; readonly name: string } | undefined): Problem {
  const which = other === undefined ? "another pipeline" : `the pipeline "${other.name}"`;
  return new Problem(
    "active-pipeline-exists",
    `${which} is already active for this repository in the channel "${channel}"`,
    {
      mend: "deactivate that one first, or give this one a channel of its own",
      ...(other === undefined ? {} : { detail: { active: other } }),
    },
  );
}

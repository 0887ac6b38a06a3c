import { z } from "zod";
import { leftoverExample, type Removal, removals, removalsExample, removeOnHost } from "../leftovers/leftover.ts";
import { removeLeftovers } from "../leftovers/remove-leftovers.ts";
import { searchesOfRepository } from "../leftovers/searches-of-repository.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { notFound, Problem, wrongField } from "../problems/problem.ts";
import { id, name } from "../values/fields.ts";
import { channel, definitionPath, pipeline, pipelineExample, pipelineOf } from "./pipeline.ts";
import { readPipeline } from "./read-pipeline.ts";
import { refuseTakenName } from "./refuse-taken-name.ts";
import { changedSettings, settingsOf } from "./settings.ts";

const patchPipeline = defineOperation({
  name: "pipelines.update",
  summary: "Change a pipeline's name, description, channel, place in the repository or settings",
  description: "Settings that are not named stay as they are.",
  input: z.strictObject({
    pipeline: id,
    name: name.optional(),
    description: z.string().max(2000).optional(),
    channel: channel.optional(),
    path: definitionPath.optional(),
    settings: changedSettings.optional(),
  }),
  output: pipeline,
  access: { kind: "target", permission: "pipeline.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "PATCH", path: "/pipelines/{pipeline}" },
  example: {
    input: { pipeline: pipelineExample.id, description: "Ship the web app", settings: { paused: true } },
    output: { ...pipelineExample, settings: { ...pipelineExample.settings, paused: true } },
  },
  handle: async ({ app }, input) =>
    await app.tables.transaction().execute(async (transaction) => {
      const before = await readPipeline(transaction, input.pipeline);
      if (input.path !== undefined && before.source !== "repository") {
        throw wrongField("path", "only a pipeline of `source: repository` has one", "leave it out");
      }
      if (input.channel !== undefined && input.channel !== before.channel && before.active === 1) {
        throw new Problem("conflict", "an active pipeline cannot change its channel", { mend: "deactivate it first" });
      }
      if (input.name !== undefined && input.name !== before.name) {
        await refuseTakenName(transaction, { ...before, name: input.name });
      }
      const row = await transaction
        .updateTable("pipelines")
        .set({
          ...(input.name === undefined ? {} : { name: input.name }),
          ...(input.description === undefined ? {} : { description: input.description }),
          ...(input.channel === undefined ? {} : { channel: input.channel }),
          ...(input.path === undefined ? {} : { path: input.path }),
          ...(input.settings === undefined
            ? {}
            : { settings: JSON.stringify({ ...settingsOf(before.settings), ...input.settings }) }),
          updated_at: app.clock.now(),
        })
        .where("id", "=", input.pipeline)
        .returningAll()
        .executeTakeFirst();
      if (row === undefined) throw notFound("pipeline", input.pipeline);
      return pipelineOf(row);
    }),
});

const archivePipeline = defineOperation({
  name: "pipelines.archive",
  summary: "Put a pipeline away: it is no longer listed or started, and can be brought back",
  description:
    "What was made for it on the repository's host of code stays there, unless `removeOnHost` names it; where the host refuses that, nothing is changed here.",
  input: z.strictObject({ pipeline: id, removeOnHost }),
  output: pipeline.extend(removals.partial().shape),
  access: { kind: "target", permission: "pipeline.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "DELETE", path: "/pipelines/{pipeline}" },
  example: {
    input: { pipeline: pipelineExample.id },
    output: { ...pipelineExample, active: false, archived: true },
  },
  handle: async (context, input) => {
    const { app } = context;
    const onHost = await removeOfPipeline(context, input);
    const now = app.clock.now();
    const row = await app.tables
      .updateTable("pipelines")
      .set((eb) => ({ archived_at: eb.fn.coalesce("archived_at", eb.val(now)), active: 0, updated_at: now }))
      .where("id", "=", input.pipeline)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw notFound("pipeline", input.pipeline);
    await app.schedules.pipelineChanged(row.id);
    return { ...pipelineOf(row), ...(onHost.length === 0 ? {} : { onHost: [...onHost] }) };
  },
});

const restorePipeline = defineOperation({
  name: "pipelines.restore",
  summary: "Bring an archived pipeline back, as a draft",
  input: z.strictObject({ pipeline: id }),
  output: pipeline,
  access: { kind: "target", permission: "pipeline.write", target: "pipeline", from: "pipeline" },
  effect: "write",
  http: { method: "POST", path: "/pipelines/{pipeline}/restore" },
  example: { input: { pipeline: pipelineExample.id }, output: { ...pipelineExample, active: false } },
  handle: async ({ app }, input) =>
    await app.tables.transaction().execute(async (transaction) => {
      const before = await readPipeline(transaction, input.pipeline);
      if (before.archived_at === null) return pipelineOf(before);
      await refuseTakenName(transaction, before);
      await transaction.updateTable("pipelines").set({ archived_at: null }).where("id", "=", before.id).execute();
      return pipelineOf({ ...before, archived_at: null });
    }),
});

const purgePipeline = defineOperation({
  name: "pipelines.purge",
  summary: "Remove an archived pipeline with all its versions and schedules, for good",
  description:
    "Its executions stay until their retention ends. What was made for it on the repository's host of code stays there, unless `removeOnHost` names it; where the host refuses that, nothing is removed here.",
  input: z.strictObject({ pipeline: id, removeOnHost }),
  output: removals,
  access: { kind: "target", permission: "pipeline.purge", target: "pipeline", from: "pipeline" },
  effect: "destructive",
  http: { method: "POST", path: "/pipelines/{pipeline}/purge" },
  example: {
    input: { pipeline: pipelineExample.id, removeOnHost: [leftoverExample.key] },
    output: removalsExample,
  },
  handle: async (context, input) => {
    const { app } = context;
    const before = await readPipeline(app.tables, input.pipeline);
    if (before.archived_at === null) throw notArchived();
    const onHost = await removeOfPipeline(context, input);
    const { numDeletedRows } = await app.tables
      .deleteFrom("pipelines")
      .where("id", "=", input.pipeline)
      .where("archived_at", "is not", null)
      .executeTakeFirst();
    if (numDeletedRows > 0n) return { onHost: [...onHost] };
    throw notArchived();
  },
});

export const changePipelineOperations = [patchPipeline, archivePipeline, restorePipeline, purgePipeline] as const;

function notArchived(): Problem {
  return new Problem("conflict", "only an archived pipeline can be removed for good", { mend: "archive it first" });
}

async function removeOfPipeline(
  context: OperationContext,
  {
    pipeline: pipelineId,
    removeOnHost: keys = [],
  }: { readonly pipeline: string; readonly removeOnHost?: string[] | undefined },
): Promise<readonly Removal[]> {
  const { app, scope, signal } = context;
  const { repositoryId = "" } = scope;
  return await removeLeftovers(context, {
    target: "pipeline",
    targetId: pipelineId,
    keys,
    searches: () => searchesOfRepository(app, { repositoryId, pipelineId, signal }),
  });
}

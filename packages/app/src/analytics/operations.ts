import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import { recentExecution, recentExecutionExample, recentExecutions } from "../executions/recent-executions.ts";
import { defineOperation } from "../operations/operation.ts";
import { wrongField } from "../problems/problem.ts";
import { branch, id, time } from "../values/fields.ts";
import { readMetrics } from "./metrics-operation.ts";
import { periodInput } from "./period-input.ts";
import { summarize } from "./summarize.ts";
import { summary, summaryExample } from "./summary.ts";

const pipelineId = summaryExample.pipelines[0]?.pipeline.id ?? "";
/** A year and a leap day. */
const longestRange = 366 * 86_400_000;

const readSummary = defineOperation({
  name: "analytics.summary",
  summary: "Say how executions went over a time: outcomes, durations, slow stages, deployments, minutes",
  description: "Of executions that were asked for in that time and have ended. A time is a year at most.",
  input: z.strictObject({
    from: time,
    to: time.describe("Not included"),
    repository: id.optional(),
    pipeline: id.optional(),
    branch: branch.optional(),
    ...periodInput,
  }),
  output: summary,
  access: { kind: "organization", permission: "execution.read" },
  effect: "read",
  http: { method: "GET", path: "/analytics" },
  example: {
    input: { from: "2026-11-01T00:00:00.000Z", to: "2026-12-01T00:00:00.000Z" },
    output: summaryExample,
  },
  handle: async ({ app, principal, scope }, { from, to, ...chosen }) => {
    const range = { from: Date.parse(from), to: Date.parse(to) };
    if (range.to <= range.from || range.to - range.from > longestRange) {
      const message = range.to <= range.from ? "not after the beginning" : "more than a year after the beginning";
      throw wrongField("to", message, "ask for a shorter time");
    }
    return await summarize(app.tables, { organizationId: scope.organizationId, principal, ...range, ...chosen });
  },
});

const listRecent = defineOperation({
  name: "pipelines.recent",
  summary: "Read the last ten executions of each of some pipelines, newest first",
  input: z.strictObject({ pipelines: z.array(id).min(1).max(200) }),
  output: z.object({ items: z.array(z.object({ pipelineId: id, executions: z.array(recentExecution) })) }),
  access: { kind: "organization", permission: "execution.read" },
  effect: "read",
  http: { method: "GET", path: "/pipelines/recent" },
  example: {
    input: { pipelines: [pipelineId] },
    output: {
      items: [
        {
          pipelineId,
          executions: [recentExecutionExample],
        },
      ],
    },
  },
  handle: async ({ app, principal, scope }, { pipelines }) => {
    const visible = await app.tables
      .selectFrom("pipelines")
      .select("id")
      .where("organization_id", "=", scope.organizationId)
      .where("id", "in", pipelines)
      .where(visibleTo(principal, ["repository_id", "id"]))
      .execute();
    const recent = await recentExecutions(
      app.tables,
      visible.map((row) => row.id),
    );
    return { items: visible.map((row) => ({ pipelineId: row.id, executions: [...(recent.get(row.id) ?? [])] })) };
  },
});

export const analyticsOperations = [readSummary, readMetrics, listRecent] as const;

import { z } from "zod";
import { visibleTo } from "../access/visible-to.ts";
import { executionOutcome, executionState } from "../executions/execution.ts";
import { defineOperation } from "../operations/operation.ts";
import { wrongField } from "../problems/problem.ts";
import { branch, id, time, timeOf } from "../values/fields.ts";
import { readRecent } from "./read-recent.ts";
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
    utcOffset: z
      .number()
      .int()
      .min(-840)
      .max(840)
      .default(0)
      .describe("Minutes by which your clock is ahead of UTC: where your days begin"),
    by: z.enum(["day", "hour"]).default("day").describe("What trends are counted by"),
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

const recentExecution = z.object({
  id,
  number: z.number().int(),
  state: executionState,
  outcome: executionOutcome.optional(),
  awaitsApproval: z.boolean(),
  awaitsDeployer: z.boolean(),
  createdAt: time,
  durationMs: z.number().optional(),
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
          executions: [
            {
              id: "01a1fc42-b97f-7bef-9713-0b6621de95b1",
              number: 12,
              state: "ended",
              outcome: "success",
              awaitsApproval: false,
              awaitsDeployer: false,
              createdAt: "2026-11-21T09:30:00.000Z",
              durationMs: 70_360,
            },
          ],
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
    const rows = await readRecent(
      app.tables,
      visible.map((row) => row.id),
    );
    const byPipeline = Map.groupBy(rows, (row) => row.pipeline_id);
    return {
      items: visible.map((row) => ({
        pipelineId: row.id,
        executions: (byPipeline.get(row.id) ?? []).map((each) => ({
          ...recentExecution
            .pick({ state: true, outcome: true })
            .parse({ state: each.state, outcome: each.outcome ?? undefined }),
          awaitsApproval: Boolean(each.awaits_approval),
          awaitsDeployer: Boolean(each.awaits_deployer),
          id: each.id,
          number: each.number,
          createdAt: timeOf(Number(each.created_at)),
          ...(each.duration_ms === null ? {} : { durationMs: each.duration_ms }),
        })),
      })),
    };
  },
});

export const analyticsOperations = [readSummary, listRecent] as const;

import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { branch, id, time, timeOf } from "../values/fields.ts";
import { startOfDay } from "./ended-executions.ts";
import { periodInput } from "./period-input.ts";
import { summarize } from "./summarize.ts";
import { summary, summaryExample } from "./summary.ts";

const dayMs = 86_400_000;

export const readMetrics = defineOperation({
  name: "repositories.metrics",
  summary: "Say how a repository's executions went lately, here and on its host of code",
  description:
    "The same as `analytics.summary` for one repository: of executions asked for in that time that have ended.",
  input: z.strictObject({
    repository: id,
    days: z.number().int().min(1).max(366).default(30).describe("The last ones, today included"),
    pipeline: id.optional(),
    branch: branch.optional(),
    ...periodInput,
  }),
  output: summary.extend({ from: time, to: time.describe("The end of today; not included") }),
  access: { kind: "target", permission: "execution.read", target: "repository", from: "repository" },
  effect: "read",
  http: { method: "GET", path: "/repositories/{repository}/metrics" },
  example: {
    input: { repository: "01a1fc42-b97f-7bef-9713-0b6621de95a7", days: 7 },
    output: { ...summaryExample, from: "2026-11-15T00:00:00.000Z", to: "2026-11-22T00:00:00.000Z" },
  },
  handle: async ({ app, principal, scope }, { days, ...chosen }) => {
    const to = startOfDay(app.clock.now(), chosen.utcOffset) + dayMs;
    const from = to - days * dayMs;
    const counted = await summarize(app.tables, {
      organizationId: scope.organizationId,
      principal,
      from,
      to,
      ...chosen,
    });
    return { ...counted, from: timeOf(from), to: timeOf(to) };
  },
});

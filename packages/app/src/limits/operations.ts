import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { isNative } from "../runs/native.ts";
import { defaultLimits, type Limits, limits, readLimits } from "./limits.ts";
import { artifactsInUse, cachesInUse, millisecondsThisMonth } from "./usage.ts";

const getLimits = defineOperation({
  name: "limits.get",
  summary: "Read what the organization may use, and how long what it made is kept",
  input: z.strictObject({}),
  output: limits,
  access: { kind: "organization", permission: "system.read" },
  effect: "read",
  http: { method: "GET", path: "/organization/limits" },
  example: { input: {}, output: defaultLimits },
  handle: async ({ app, scope }) => await readLimits(app.tables, scope.organizationId),
});

const updateLimits = defineOperation({
  name: "limits.update",
  summary: "Change limits of the organization",
  description:
    "What is over a lowered limit goes with the next round of retention: see what that would be at retention.plan.",
  input: z.strictObject(limits.partial().shape),
  output: limits,
  access: { kind: "organization", permission: "organization.write" },
  effect: "write",
  http: { method: "PATCH", path: "/organization/limits" },
  example: { input: { logDays: 30 }, output: { ...defaultLimits, logDays: 30 } },
  handle: async ({ app, scope }, input) => {
    const changed = await app.tables.transaction().execute(async (transaction): Promise<Limits> => {
      const next = { ...(await readLimits(transaction, scope.organizationId)), ...given(input) };
      const row = { settings: JSON.stringify(next), updated_at: app.clock.now() };
      await transaction
        .insertInto("organization_limits")
        .values({ organization_id: scope.organizationId, ...row })
        .onConflict((conflict) => conflict.column("organization_id").doUpdateSet(row))
        .execute();
      return next;
    });
    await app.runs.limitsChanged(scope.organizationId);
    await app.retention.lookSoon(scope.organizationId);
    return changed;
  },
});

const amount = z.object({ count: z.number(), bytes: z.number() });

const getUsage = defineOperation({
  name: "limits.usage",
  summary: "Read how much of its limits the organization uses",
  input: z.strictObject({}),
  output: z.object({
    artifacts: amount,
    caches: amount,
    executions: z.number().describe("All that are kept"),
    executionsUnended: z.number().describe("Running and waiting"),
    executionMinutes: z.number().describe("For which stages ran in this calendar month (UTC), without waiting"),
  }),
  access: { kind: "organization", permission: "system.read" },
  effect: "read",
  http: { method: "GET", path: "/organization/limits/usage" },
  example: {
    input: {},
    output: {
      artifacts: { count: 12, bytes: 48_000_000 },
      caches: { count: 3, bytes: 210_000_000 },
      executions: 240,
      executionsUnended: 2,
      executionMinutes: 318.5,
    },
  },
  handle: async ({ app: { tables, clock }, scope: { organizationId } }) => {
    const links = tables.selectFrom("execution_links").where("organization_id", "=", organizationId);
    const counted = await links.select(({ fn }) => fn.countAll<number>().as("count")).executeTakeFirstOrThrow();
    const unended = await links
      .where("state", "<>", "ended")
      .where(isNative())
      .select(({ fn }) => fn.countAll<number>().as("count"))
      .executeTakeFirstOrThrow();
    return {
      artifacts: await artifactsInUse(tables, organizationId),
      caches: await cachesInUse(tables, organizationId),
      executions: Number(counted.count),
      executionsUnended: Number(unended.count),
      executionMinutes: (await millisecondsThisMonth(tables, { organizationId, now: clock.now() })) / 60_000,
    };
  },
});

export const limitOperations = [getLimits, updateLimits, getUsage] as const;

function given(input: z.infer<ReturnType<typeof limits.partial>>): Partial<Limits> {
  return {
    ...(input.logDays === undefined ? {} : { logDays: input.logDays }),
    ...(input.artifactDays === undefined ? {} : { artifactDays: input.artifactDays }),
    ...(input.artifactBytes === undefined ? {} : { artifactBytes: input.artifactBytes }),
    ...(input.cacheBytes === undefined ? {} : { cacheBytes: input.cacheBytes }),
    ...(input.executionsKept === undefined ? {} : { executionsKept: input.executionsKept }),
    ...(input.concurrentExecutions === undefined ? {} : { concurrentExecutions: input.concurrentExecutions }),
    ...(input.stagesPerExecution === undefined ? {} : { stagesPerExecution: input.stagesPerExecution }),
    ...(input.executionMinutes === undefined ? {} : { executionMinutes: input.executionMinutes }),
  };
}

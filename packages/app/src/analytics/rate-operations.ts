import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { rates, readRates } from "./rates.ts";

const example = { currency: "EUR", perExecutionMinute: 0, perStageMinute: 0.008 };

const getRates = defineOperation({
  name: "analytics.get-rates",
  summary: "Read what minutes cost the organization",
  description: "Where nobody has said it, both prices are 0 and the summary names no cost.",
  input: z.strictObject({}),
  output: rates,
  access: { kind: "organization", permission: "execution.read" },
  effect: "read",
  http: { method: "GET", path: "/analytics/rates" },
  example: { input: {}, output: example },
  handle: async ({ app, scope }) => await readRates(app.tables, scope.organizationId),
});

const updateRates = defineOperation({
  name: "analytics.update-rates",
  summary: "Say what minutes cost the organization",
  description: "It holds for all minutes that are summed up, also for those of earlier executions.",
  input: z.strictObject(rates.shape),
  output: rates,
  access: { kind: "organization", permission: "organization.write" },
  effect: "write",
  http: { method: "PUT", path: "/analytics/rates" },
  example: { input: example, output: example },
  handle: async ({ app, scope }, { currency, perExecutionMinute, perStageMinute }) => {
    const row = { currency, execution: perExecutionMinute, stage: perStageMinute, updated_at: app.clock.now() };
    await app.tables
      .insertInto("analytics_rates")
      .values({ organization_id: scope.organizationId, ...row })
      .onConflict((conflict) => conflict.column("organization_id").doUpdateSet(row))
      .execute();
    return await readRates(app.tables, scope.organizationId);
  },
});

export const rateOperations = [getRates, updateRates] as const;

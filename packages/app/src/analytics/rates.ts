import type { ServerTables } from "@headrace/store/server";
import { z } from "zod";

/** More than anybody pays for a minute. */
const most = 1_000_000;
const price = z.number().min(0).max(most);

/** What minutes cost an organization. */
export const rates = z.object({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, "it has to be three capital letters, such as EUR")
    .describe("As ISO 4217 names it, such as EUR"),
  perExecutionMinute: price.describe("Of an execution from its beginning to its end, however many stages run at once"),
  perStageMinute: price.describe("Of each stage: what counts where every stage has a machine of its own"),
});

export type Rates = z.infer<typeof rates>;

/** Where an organization has said nothing: no cost is shown. */
export const defaultRates: Rates = { currency: "EUR", perExecutionMinute: 0, perStageMinute: 0 };

export async function readRates(tables: ServerTables, organizationId: string): Promise<Rates> {
  const row = await tables
    .selectFrom("analytics_rates")
    .select(["currency", "execution", "stage"])
    .where("organization_id", "=", organizationId)
    .executeTakeFirst();
  return row === undefined
    ? defaultRates
    : { currency: row.currency, perExecutionMinute: row.execution, perStageMinute: row.stage };
}

export interface Minutes {
  readonly minutes: number;
  readonly stageMinutes: number;
}

/** In units of the currency. */
export function costOf({ perExecutionMinute, perStageMinute }: Rates, { minutes, stageMinutes }: Minutes): number {
  return perExecutionMinute * minutes + perStageMinute * stageMinutes;
}

import type { ServerTables } from "@headrace/store/server";
import { Problem } from "../problems/problem.ts";
import { readLimits } from "./limits.ts";
import { millisecondsThisMonth } from "./usage.ts";

/** Throws `limit-reached` when the organization has used up its minutes of this month. What runs goes on to its end. */
export async function refuseWithoutMinutes(
  tables: ServerTables,
  asked: { readonly organizationId: string; readonly now: number },
): Promise<void> {
  const { executionMinutes } = await readLimits(tables, asked.organizationId);
  if (executionMinutes === null) return;
  if ((await millisecondsThisMonth(tables, asked)) < executionMinutes * 60_000) return;
  throw new Problem(
    "limit-reached",
    `the organization has used its ${executionMinutes} execution minutes of this month`,
    {
      mend: "wait for the next month, or let an owner raise the limit",
    },
  );
}

import type { App } from "../app.ts";
import { notFound } from "../problems/problem.ts";
import { type Delivery, deliveryOf, summaryColumns } from "./delivery.ts";

/** Without its body. Throws `not-found`. */
export async function readDelivery({ tables }: Pick<App, "tables">, deliveryId: string): Promise<Delivery> {
  const row = await tables
    .selectFrom("webhook_deliveries")
    .select(summaryColumns)
    .where("id", "=", deliveryId)
    .executeTakeFirst();
  if (row === undefined) throw notFound("webhook delivery", deliveryId);
  return deliveryOf(row);
}

import type { App } from "../app.ts";
import { type Token, tokenOf } from "./token.ts";

/** Those of a person that still work, in every organization, the newest first. */
export async function ownTokens({ tables, clock }: Pick<App, "tables" | "clock">, userId: string): Promise<Token[]> {
  const rows = await tables
    .selectFrom("tokens")
    .selectAll()
    .where("user_id", "=", userId)
    .where("revoked_at", "is", null)
    .where((eb) => eb.or([eb("expires_at", "is", null), eb("expires_at", ">", clock.now())]))
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
  return rows.map(tokenOf);
}

export async function revokeOwnTokens({ tables, clock }: Pick<App, "tables" | "clock">, userId: string): Promise<void> {
  await tables
    .updateTable("tokens")
    .set({ revoked_at: clock.now() })
    .where("user_id", "=", userId)
    .where("revoked_at", "is", null)
    .execute();
}

import type { ServerTables } from "@headrace/store/server";
import { z } from "zod";
import { type TokenScope, tokenScopes } from "../access/token-scopes.ts";

const stored = z.array(z.string());

/** What a token gives now; nothing once it is revoked. One that has only expired has given it to what it started. */
export async function scopesOf(tables: ServerTables, tokenId: string): Promise<readonly TokenScope[]> {
  const row = await tables
    .selectFrom("tokens")
    .select("scopes")
    .where("id", "=", tokenId)
    .where("revoked_at", "is", null)
    .executeTakeFirst();
  const names = row === undefined ? [] : stored.parse(JSON.parse(row.scopes));
  return tokenScopes.filter((scope) => names.includes(scope));
}

import type { TokensTable } from "@headrace/store/server";
import { z } from "zod";
import { tokenScopes } from "../access/token-scopes.ts";
import { repositoriesOf, scopesOf } from "../people/tokens.ts";
import { id, time, timeOf } from "../values/fields.ts";

export const tokenScope = z.enum(tokenScopes);

export const token = z.object({
  id,
  name: z.string(),
  user: id.describe("Whose it is"),
  beginsWith: z.string().describe("Its first characters, to know it again"),
  scopes: z.array(tokenScope),
  repositories: z.array(id).optional().describe("The only ones it reaches; all of the organization when absent"),
  createdAt: time,
  expiresAt: time.optional(),
  lastUsedAt: time.optional().describe("To the minute"),
  revokedAt: time.optional(),
});

export type Token = z.input<typeof token>;

export function tokenOf(row: TokensTable): Token {
  return {
    id: row.id,
    name: row.name,
    user: row.user_id,
    beginsWith: row.prefix,
    scopes: [...scopesOf(row.scopes)],
    ...(row.repositories === null ? {} : { repositories: [...repositoriesOf(row.repositories)] }),
    createdAt: timeOf(row.created_at),
    ...(row.expires_at === null ? {} : { expiresAt: timeOf(row.expires_at) }),
    ...(row.last_used_at === null ? {} : { lastUsedAt: timeOf(row.last_used_at) }),
    ...(row.revoked_at === null ? {} : { revokedAt: timeOf(row.revoked_at) }),
  };
}

export const tokenExample: Token = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95c4",
  name: "release job",
  user: "7Jq2mVbX0dNc5RtY",
  beginsWith: "hrt_x3Kd",
  scopes: ["run"],
  createdAt: "2026-11-21T09:30:00.000Z",
  expiresAt: "2027-02-19T09:30:00.000Z",
};

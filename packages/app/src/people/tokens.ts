import { randomBytes } from "node:crypto";
import type { Clock, IdSource } from "@headrace/engine";
import { keptQuery, type Parameters, type ServerTables } from "@headrace/store/server";
import { membershipOf } from "../access/membership.ts";
import type { Principal } from "../access/principal.ts";
import { type TokenScope, tokenScopes } from "../access/token-scopes.ts";
import { hashOf } from "./codes.ts";

/** API tokens: shown once, kept as a hash. */
export interface Tokens {
  create(token: NewToken): Promise<{ readonly id: string; readonly token: string }>;
  /** Null for one that is unknown, expired or revoked. */
  principalOf(token: string): Promise<Principal | null>;
}

export interface NewToken {
  readonly organizationId: string;
  readonly userId: string;
  readonly name: string;
  readonly scopes: readonly TokenScope[];
  /** Ids of the only repositories it reaches; all of the organization when absent. */
  readonly repositories?: readonly string[];
  /** Epoch milliseconds; for ever when absent. */
  readonly expiresAt?: number;
  /** Taken instead of a fresh one: for unattended installs, which bring their own. */
  readonly value?: string;
}

/** Tells a token of ours to people and to scanners of secrets. */
const tokenPrefix = "hrt_";

export interface TokensOptions {
  readonly tables: ServerTables;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export function createTokens({ tables, clock, ids }: TokensOptions): Tokens {
  return {
    create: async ({ organizationId, userId, name, scopes, repositories, expiresAt, value }) => {
      const token = value ?? `${tokenPrefix}${randomBytes(32).toString("base64url")}`;
      const id = ids.next();
      await tables
        .insertInto("tokens")
        .values({
          id,
          organization_id: organizationId,
          user_id: userId,
          name,
          // Of a value that somebody brought, less: it may be short.
          prefix: token.slice(0, value === undefined ? 8 : 4),
          hash: hashOf(token),
          scopes: JSON.stringify(scopes),
          repositories: repositories === undefined ? null : JSON.stringify(repositories),
          created_at: clock.now(),
          expires_at: expiresAt ?? null,
          last_used_at: null,
          revoked_at: null,
        })
        .execute();
      return { id, token };
    },
    principalOf: async (token) => {
      const [row] = await selectToken(tables, { hash: hashOf(token) });
      const now = clock.now();
      if (row === undefined || row.revoked_at !== null || (row.expires_at !== null && row.expires_at <= now))
        return null;
      // To the minute: a busy token is not a write for each request.
      if (row.last_used_at === null || now - row.last_used_at > 60_000) {
        await tables.updateTable("tokens").set({ last_used_at: now }).where("id", "=", row.id).execute();
      }
      return {
        kind: "token",
        tokenId: row.id,
        name: row.name,
        userId: row.user_id,
        organizationId: row.organization_id,
        scopes: scopesOf(row.scopes),
        ...(row.repositories === null ? {} : { repositories: repositoriesOf(row.repositories) }),
        memberships: row.role === null ? [] : [membershipOf({ organizationId: row.organization_id, role: row.role })],
      };
    },
  };
}

/** With the role of its person in its organization. */
const selectToken = keptQuery((tables, { of }: Parameters<{ readonly hash: string }>) =>
  tables
    .selectFrom("tokens")
    .leftJoin("member", (join) =>
      join.onRef("member.userId", "=", "tokens.user_id").onRef("member.organizationId", "=", "tokens.organization_id"),
    )
    .selectAll("tokens")
    .select("member.role")
    .where("tokens.hash", "=", of("hash")),
);

export function scopesOf(text: string): readonly TokenScope[] {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? tokenScopes.filter((scope) => parsed.includes(scope)) : [];
}

export function repositoriesOf(text: string): readonly string[] {
  const parsed: unknown = JSON.parse(text);
  return Array.isArray(parsed) ? parsed.filter((each) => typeof each === "string") : [];
}

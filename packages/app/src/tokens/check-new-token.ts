import type { Principal } from "../access/principal.ts";
import { type Role, roles } from "../access/roles.ts";
import { leastRoleFor, type TokenScope } from "../access/token-scopes.ts";
import type { App } from "../app.ts";
import { Problem, wrongField } from "../problems/problem.ts";

export interface WantedToken {
  readonly scopes: readonly TokenScope[];
  readonly repositories: readonly string[] | undefined;
  readonly expiresAt: number | undefined;
}

/**
 * Nobody gives more than he has: the scopes are of his role, and a token that makes another gives no scope, repository
 * or time that it does not have itself. Throws `forbidden` or `invalid-input`.
 */
export async function checkNewToken(
  app: Pick<App, "tables" | "clock">,
  { principal, role }: { readonly principal: Principal; readonly role: Role },
  wanted: WantedToken,
): Promise<void> {
  const beyond = wanted.scopes.find((scope) => roles.indexOf(role) > roles.indexOf(leastRoleFor[scope]));
  if (beyond !== undefined) {
    throw new Problem("forbidden", `a ${role} can give no token the scope "${beyond}"`, {
      mend: `ask a ${leastRoleFor[beyond]}, or leave the scope out`,
    });
  }
  if (wanted.expiresAt !== undefined && wanted.expiresAt <= app.clock.now()) {
    throw wrongField("expiresAt", "the time has passed", "give one to come, or none");
  }
  if (principal.kind === "user") return;
  const { scopes, repositories } = principal;
  if (!scopes.includes("admin") && !wanted.scopes.every((scope) => scopes.includes(scope))) {
    throw beyondToken("scopes");
  }
  if (repositories !== undefined && !(wanted.repositories ?? [""]).every((each) => repositories.includes(each))) {
    throw beyondToken("repositories");
  }
  const row = await app.tables
    .selectFrom("tokens")
    .select("expires_at")
    .where("id", "=", principal.tokenId)
    .executeTakeFirst();
  const end = row?.expires_at ?? null;
  if (end !== null && (wanted.expiresAt === undefined || wanted.expiresAt > end)) throw beyondToken("a time");
}

function beyondToken(what: string): Problem {
  return new Problem("forbidden", `a token can give another only ${what} that it has itself`, {
    mend: "sign in and make the token as yourself",
  });
}

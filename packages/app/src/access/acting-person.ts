import type { ServerTables } from "@headrace/store/server";
import { scopesOf } from "../people/scopes-of.ts";
import { teamsOf } from "../teams/teams-of.ts";
import type { Permission } from "./permissions.ts";
import type { Actor } from "./principal.ts";
import { isAllowed, roleInScope } from "./role-in-scope.ts";
import type { Role } from "./roles.ts";
import type { Scope } from "./scope.ts";

/** Whoever something was started by, with what he may do now. */
export interface ActingPerson {
  readonly userId: string;
  readonly name: string;
  /** In the repository, or the pipeline. */
  readonly role: Role | "none";
  /** Names of teams, in small letters. */
  readonly teams: readonly string[];
  /** Whether the role, and the token where one was used, allow it. */
  may(permission: Permission): boolean;
}

/** Null for a push, a schedule and the like. */
export async function actingPerson(tables: ServerTables, actor: Actor, scope: Scope): Promise<ActingPerson | null> {
  if (actor.kind !== "user" && actor.kind !== "token") return null;
  const { organizationId } = scope;
  // A token whose person is not known may be anybody's.
  const userId = actor.kind === "user" ? actor.id : (actor.userId ?? "");
  const user = { kind: "user", userId, name: actor.name, email: "" } as const;
  const role = await roleInScope(tables, user, scope);
  const principal =
    actor.kind === "user"
      ? user
      : ({
          kind: "token",
          tokenId: actor.id,
          name: actor.name,
          userId,
          organizationId,
          scopes: await scopesOf(tables, actor.id),
        } as const);
  return {
    userId,
    name: actor.name,
    role,
    teams: await teamsOf(tables, organizationId, userId),
    may: (permission) => isAllowed(principal, role, permission),
  };
}

import type { ServerTables } from "@headrace/store/server";
import { membershipOf } from "./membership.ts";
import type { Permission } from "./permissions.ts";
import type { Principal } from "./principal.ts";
import { allowedTo, isRole, lesserRole, type Role } from "./roles.ts";
import type { Scope } from "./scope.ts";
import { scopeAllows } from "./token-scopes.ts";

/**
 * The role of a person, or of a token's in a scope: the one in the organization, narrowed for the repository and for the pipeline.
 * `none` for who is no member, or is kept out of that repository or pipeline.
 */
export async function roleInScope(tables: ServerTables, principal: Principal, scope: Scope): Promise<Role | "none"> {
  if (principal.kind === "token" && principal.organizationId !== scope.organizationId) return "none";
  const role = await roleInOrganization(tables, principal.userId, scope.organizationId);
  return await narrowedRole(tables, principal, { scope, role });
}

/** What the role in the organization comes to in the scope. */
export async function narrowedRole(
  tables: ServerTables,
  principal: Principal,
  { scope, role }: { readonly scope: Scope; readonly role: Role | "none" },
): Promise<Role | "none"> {
  if (role === "none") return "none";
  if (principal.kind === "token" && principal.repositories !== undefined) {
    // What belongs to the whole organization it may look at, no more.
    if (scope.repositoryId === undefined) return "viewer";
    if (!principal.repositories.includes(scope.repositoryId)) return "none";
  }
  const places = [scope.repositoryId, scope.pipelineId].filter((id) => id !== undefined);
  if (places.length === 0) return role;
  const limits = await tables
    .selectFrom("role_limits")
    .select("role")
    .where("user_id", "=", principal.userId)
    .where("scope_id", "in", places)
    .execute();
  return limits.reduce<Role | "none">(
    (least, limit) => (least === "none" ? least : lesserRole(least, isRole(limit.role) ? limit.role : "none")),
    role,
  );
}

/** The role of a person in the whole organization; `none` for who is no member. */
export async function roleInOrganization(
  tables: ServerTables,
  userId: string,
  organizationId: string,
): Promise<Role | "none"> {
  const member = await tables
    .selectFrom("member")
    .select(["organizationId", "role"])
    .where("userId", "=", userId)
    .where("organizationId", "=", organizationId)
    .executeTakeFirst();
  return member === undefined ? "none" : membershipOf(member).role;
}

/** Whether a role, and a token's scopes where it is a token that asks, allow it. */
export function isAllowed(principal: Principal, role: Role | "none", permission: Permission): boolean {
  if (role === "none" || !allowedTo[role].has(permission)) return false;
  return principal.kind === "user" || principal.scopes.some((scope) => scopeAllows[scope].has(permission));
}

import type { ServerTables } from "@headrace/store/server";
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
  const member = await tables
    .selectFrom("member")
    .select("role")
    .where("userId", "=", principal.userId)
    .where("organizationId", "=", scope.organizationId)
    .executeTakeFirst();
  if (member === undefined || !isRole(member.role)) return "none";
  if (principal.kind === "token" && principal.repositories !== undefined) {
    // What belongs to the whole organization it may look at, no more.
    if (scope.repositoryId === undefined) return "viewer";
    if (!principal.repositories.includes(scope.repositoryId)) return "none";
  }
  const places = [scope.repositoryId, scope.pipelineId].filter((id) => id !== undefined);
  if (places.length === 0) return member.role;
  const limits = await tables
    .selectFrom("role_limits")
    .select("role")
    .where("user_id", "=", principal.userId)
    .where("scope_id", "in", places)
    .execute();
  return limits.reduce<Role | "none">(
    (role, limit) => (role === "none" ? role : lesserRole(role, isRole(limit.role) ? limit.role : "none")),
    member.role,
  );
}

/** Whether a role, and a token's scopes where it is a token that asks, allow it. */
export function isAllowed(principal: Principal, role: Role | "none", permission: Permission): boolean {
  if (role === "none" || !allowedTo[role].has(permission)) return false;
  return principal.kind === "user" || principal.scopes.some((scope) => scopeAllows[scope].has(permission));
}

import type { ServerTables } from "@headrace/store/server";
import { sql } from "kysely";
import { roleInScope } from "../access/role-in-scope.ts";
import { isAtLeast, isRole, type Role } from "../access/roles.ts";
import type { Scope } from "../access/scope.ts";
import { teamsOf } from "../teams/teams-of.ts";
import type { ApprovalPart } from "./approval.ts";

/** A person as approvals look at him: by what names he can be asked. */
export interface Approver {
  readonly userId: string;
  /** In small letters. */
  readonly email: string;
  /** Where the approval belongs. */
  readonly role: Role | "none";
  /** In small letters. */
  readonly teams: readonly string[];
}

/** Undefined for who is not there any more. */
export async function approverOf(
  tables: ServerTables,
  scope: Scope,
  by: { readonly userId: string } | { readonly email: string },
): Promise<Approver | undefined> {
  const select = tables.selectFrom("user").select(["id", "name", "email"]);
  const user = await ("userId" in by
    ? select.where("id", "=", by.userId)
    : select.where(sql<string>`lower(email)`, "=", by.email.toLowerCase())
  ).executeTakeFirst();
  if (user === undefined) return undefined;
  const person = { kind: "user", userId: user.id, name: user.name, email: user.email } as const;
  const [role, teams] = await Promise.all([
    roleInScope(tables, person, scope),
    teamsOf(tables, scope.organizationId, user.id),
  ]);
  return { userId: user.id, email: user.email.toLowerCase(), role, teams };
}

/** Whether one of the names is a person's: an address, an id, `role:…`, `team:…`, or a role's or a team's name alone. */
export function isAsked({ email, userId, role, teams }: Approver, { approvers }: ApprovalPart): boolean {
  if (role === "none") return false;
  if (approvers.length === 0) return true;
  return approvers.some((text) => {
    const name = text.trim().toLowerCase();
    const wanted = roleNamed(name.replace(/^role:/, ""));
    // A team may not take the name of a role to itself.
    if (wanted !== undefined) return isAtLeast(role, wanted);
    if (name.startsWith("team:")) return teams.includes(name.slice("team:".length));
    if (name.includes("@")) return name === email;
    return teams.includes(name) || text === userId;
  });
}

/** Maintainers are who has the role maintainer or a greater one. */
function roleNamed(name: string): Role | undefined {
  const single = name.endsWith("s") ? name.slice(0, -1) : name;
  return isRole(single) ? single : undefined;
}

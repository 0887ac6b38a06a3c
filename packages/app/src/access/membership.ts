import { isRole, type Role } from "./roles.ts";

/** Of a person in an organization. */
export interface Membership {
  readonly organizationId: string;
  readonly role: Role | "none";
}

/** `none` for a role that this version does not know. */
export function membershipOf(row: { readonly organizationId: string; readonly role: string }): Membership {
  return { organizationId: row.organizationId, role: isRole(row.role) ? row.role : "none" };
}

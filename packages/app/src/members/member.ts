import { z } from "zod";
import { isRole, roles } from "../access/roles.ts";
import { id } from "../values/fields.ts";

export const role = z.enum(roles);

export const member = z.object({
  userId: id,
  name: z.string(),
  email: z.string(),
  role,
});

export type Member = z.input<typeof member>;

export function memberOf(row: {
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly role: string;
}): Member {
  // A role that a later version knows and this one does not may nothing more than look.
  return { ...row, role: isRole(row.role) ? row.role : "viewer" };
}

export const memberExample: Member = {
  userId: "7Jq2mVbX0dNc5RtY",
  name: "Ada Bell",
  email: "ada@example.org",
  role: "developer",
};

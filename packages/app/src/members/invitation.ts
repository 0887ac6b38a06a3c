import type { InvitationsTable } from "@headrace/store/server";
import { z } from "zod";
import { isRole } from "../access/roles.ts";
import { id, time, timeOf } from "../values/fields.ts";
import { role } from "./member.ts";

export const invitation = z.object({
  id,
  email: z.string(),
  role,
  invitedBy: id.describe("The user who invited"),
  createdAt: time,
  expiresAt: time,
});

export type Invitation = z.input<typeof invitation>;

export function invitationOf(row: InvitationsTable): Invitation {
  return {
    id: row.id,
    email: row.email,
    role: isRole(row.role) ? row.role : "viewer",
    invitedBy: row.invited_by,
    createdAt: timeOf(row.created_at),
    expiresAt: timeOf(row.expires_at),
  };
}

export const invitationExample: Invitation = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95b1",
  email: "grace@example.org",
  role: "developer",
  invitedBy: "7Jq2mVbX0dNc5RtY",
  createdAt: "2026-11-21T09:30:00.000Z",
  expiresAt: "2026-11-28T09:30:00.000Z",
};

import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { makeSignInLink } from "../people/sign-in-link.ts";
import { Problem } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { endMembership } from "./end-membership.ts";
import { keepingAnOwner } from "./keeping-an-owner.ts";
import { member, memberExample, memberOf, role } from "./member.ts";
import { readMember } from "./read-member.ts";

const listMembers = defineOperation({
  name: "members.list",
  summary: "List the members of an organization, with their roles",
  input: z.strictObject({}),
  output: z.object({ items: z.array(member) }),
  access: { kind: "organization", permission: "member.read" },
  effect: "read",
  http: { method: "GET", path: "/members" },
  example: { input: {}, output: { items: [memberExample] } },
  handle: async ({ app, scope }) => {
    const rows = await app.tables
      .selectFrom("member")
      .innerJoin("user", "user.id", "member.userId")
      .select(["member.userId as userId", "user.name as name", "user.email as email", "member.role as role"])
      .where("member.organizationId", "=", scope.organizationId)
      .orderBy("user.name")
      .orderBy("user.id")
      .execute();
    return { items: rows.map(memberOf) };
  },
});

const updateMember = defineOperation({
  name: "members.update",
  summary: "Change a member's role",
  description: "The last owner stays one.",
  input: z.strictObject({ user: id, role }),
  output: member,
  access: { kind: "organization", permission: "member.write", about: { target: "member", from: "user" } },
  effect: "write",
  takesRights: true,
  http: { method: "PATCH", path: "/members/{user}" },
  example: { input: { user: memberExample.userId, role: "developer" }, output: memberExample },
  handle: async ({ app, scope }, input) => {
    const { organizationId } = scope;
    const leaving = input.role === "owner" ? undefined : input.user;
    await keepingAnOwner(app, { organizationId, leaving }, async () => {
      await readMember(app.tables, organizationId, input.user);
      await app.tables
        .updateTable("member")
        .set({ role: input.role })
        .where("organizationId", "=", organizationId)
        .where("userId", "=", input.user)
        .execute();
    });
    return await readMember(app.tables, scope.organizationId, input.user);
  },
});

const removeMember = defineOperation({
  name: "members.remove",
  summary: "Remove a member, with his tokens and sessions",
  description: "The last owner cannot be removed. What he did stays in the audit log under his name.",
  input: z.strictObject({ user: id }),
  output: z.object({}),
  access: { kind: "organization", permission: "member.write", about: { target: "member", from: "user" } },
  effect: "destructive",
  takesRights: true,
  http: { method: "DELETE", path: "/members/{user}" },
  example: { input: { user: memberExample.userId }, output: {} },
  handle: async ({ app, scope }, input) => {
    const { organizationId } = scope;
    await keepingAnOwner(app, { organizationId, leaving: input.user }, async () => {
      await readMember(app.tables, organizationId, input.user);
      await endMembership(app, organizationId, input.user);
    });
    return {};
  },
});

const linkMember = defineOperation({
  name: "members.create-sign-in-link",
  summary: "Make a link with which a member signs in once, such as one who forgot the password",
  description:
    "Good for half an hour, and shown once. Refused for who belongs to another organization too: that one's owners did not agree.",
  input: z.strictObject({ user: id }),
  output: z.object({ url: z.string() }),
  access: { kind: "organization", permission: "member.write", about: { target: "member", from: "user" } },
  effect: "write",
  shownOnce: true,
  http: { method: "POST", path: "/members/{user}/sign-in-link", status: 201 },
  example: {
    input: { user: memberExample.userId },
    output: {
      url: "https://headrace.example.org/sign-in?code=7Jq2mVbX0dNc5RtY.pI4v0mJtF2o9c6n1d3W8xYbQ5sKzLhRgUeTaMwXkVdE",
    },
  },
  handle: async ({ app, scope, publicUrl }, input) => {
    await readMember(app.tables, scope.organizationId, input.user);
    const elsewhere = await app.tables
      .selectFrom("member")
      .select("id")
      .where("userId", "=", input.user)
      .where("organizationId", "!=", scope.organizationId)
      .executeTakeFirst();
    if (elsewhere !== undefined) {
      throw new Problem("conflict", "this person belongs to another organization too", {
        mend: "ask whoever runs the server",
      });
    }
    return { url: publicUrl + (await makeSignInLink(app, input.user)) };
  },
});

export const memberOperations = [listMembers, updateMember, removeMember, linkMember] as const;

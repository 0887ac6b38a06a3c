import type { InvitationsTable } from "@headrace/store/server";
import { z } from "zod";
import type { Role } from "../access/roles.ts";
import type { App } from "../app.ts";
import type { OperationContext } from "../operations/context.ts";
import { defineOperation } from "../operations/operation.ts";
import { contains } from "../paging/contains.ts";
import { searchInput } from "../paging/page.ts";
import { code, hashOf, newCode } from "../people/codes.ts";
import { displayName, email, password } from "../people/operations.ts";
import { notFound, Problem } from "../problems/problem.ts";
import { id } from "../values/fields.ts";
import { invitation, invitationExample, invitationOf } from "./invitation.ts";
import { role } from "./member.ts";

/** Milliseconds for which an invitation can be accepted. */
const lifetime = 7 * 24 * 60 * 60 * 1000;

const listInvitations = defineOperation({
  name: "invitations.list",
  summary: "List the invitations that nobody accepted yet",
  input: z.strictObject(searchInput("the address")),
  output: z.object({ items: z.array(invitation) }),
  access: { kind: "organization", permission: "member.write" },
  effect: "read",
  http: { method: "GET", path: "/invitations" },
  example: { input: { search: "example.org" }, output: { items: [invitationExample] } },
  handle: async ({ app, scope }, { search }) => {
    let select = app.tables
      .selectFrom("invitations")
      .selectAll()
      .where("organization_id", "=", scope.organizationId)
      .where("expires_at", ">", app.clock.now())
      .orderBy("created_at", "desc");
    if (search !== undefined) select = select.where(contains("email", search));
    return { items: (await select.execute()).map(invitationOf) };
  },
});

const invite = defineOperation({
  name: "invitations.create",
  summary: "Invite somebody by a link",
  description: "The link is shown once: send it yourself. It can be used once, within seven days.",
  input: z.strictObject({ email, role }),
  output: invitation.extend({ url: z.string().describe("To be sent to the person") }),
  access: { kind: "organization", permission: "member.write" },
  effect: "write",
  shownOnce: true,
  http: { method: "POST", path: "/invitations", status: 201 },
  example: {
    input: { email: invitationExample.email, role: "developer" },
    output: {
      ...invitationExample,
      url: "https://headrace.example.org/invitation?code=pI4v0mJtF2o9c6n1d3W8xYbQ5sKzLhRgUeTaMwXkVdE",
    },
  },
  handle: async ({ app, scope, principal, publicUrl }, input) => {
    const address = input.email.toLowerCase();
    const now = app.clock.now();
    const userId = await app.people.userByEmail(address);
    if (userId !== undefined && (await isMember(app, scope.organizationId, userId))) {
      throw new Problem("conflict", `${address} is a member already`, { mend: "change the role instead" });
    }
    const given = newCode();
    const row = await app.tables
      .insertInto("invitations")
      .values({
        id: app.ids.next(),
        organization_id: scope.organizationId,
        email: address,
        role: input.role,
        code_hash: hashOf(given),
        invited_by: principal?.userId ?? "",
        created_at: now,
        expires_at: now + lifetime,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return { ...invitationOf(row), url: `${publicUrl}/invitation?code=${given}` };
  },
});

const cancelInvitation = defineOperation({
  name: "invitations.cancel",
  summary: "Take an invitation back",
  input: z.strictObject({ invitation: id }),
  output: z.object({}),
  access: { kind: "organization", permission: "member.write", about: { target: "invitation", from: "invitation" } },
  effect: "destructive",
  http: { method: "DELETE", path: "/invitations/{invitation}" },
  example: { input: { invitation: invitationExample.id }, output: {} },
  handle: async ({ app, scope }, input) => {
    const gone = await app.tables
      .deleteFrom("invitations")
      .where("organization_id", "=", scope.organizationId)
      .where("id", "=", input.invitation)
      .returning("id")
      .execute();
    if (gone.length === 0) throw notFound("invitation", input.invitation);
    return {};
  },
});

const acceptInvitation = defineOperation({
  name: "invitations.accept",
  summary: "Become a member with the code of an invitation",
  description:
    "Who is signed in joins as that person. Otherwise name and password make an account for the invited address, and the answer has the cookie of a session.",
  input: z.strictObject({ code, name: displayName.optional(), password: password.optional() }),
  output: z.object({ organizationId: id, userId: id, role }),
  access: { kind: "public" },
  effect: "write",
  http: { method: "POST", path: "/invitations/accept", attemptsPerMinute: 20 },
  example: {
    input: {
      code: "pI4v0mJtF2o9c6n1d3W8xYbQ5sKzLhRgUeTaMwXkVdE",
      name: "Grace Hill",
      password: "a long sentence of your own",
    },
    output: { organizationId: "p3KfWz8LhUe1QsGa", userId: "w0ZxN4tBqR6jVc2D", role: "developer" },
  },
  handle: async (context, input) => {
    const { app } = context;
    const { email: invited } = await readInvitation(app, input.code);
    // One address may have several invitations, and makes one account.
    return await app.store.database.withLock(`account:${invited}`, async () => {
      const row = await readInvitation(app, input.code);
      const person = await whoJoins(context, { email: row.email, name: input.name, password: input.password });
      // Of several at once one takes it.
      const taken = await app.tables.deleteFrom("invitations").where("id", "=", row.id).returning("id").execute();
      if (taken.length === 0) throw gone();
      const userId = person.kind === "known" ? person.userId : (await app.people.createUser(person.account)).userId;
      const { role: given } = invitationOf(row);
      await join(app, { organizationId: row.organization_id, userId, role: given });
      if (person.kind === "new") context.setCookies(await app.people.beginSession(userId, context.device));
      return { organizationId: row.organization_id, userId, role: given };
    });
  },
});

export const invitationOperations = [listInvitations, invite, cancelInvitation, acceptInvitation] as const;

/** Throws `gone`. */
async function readInvitation(app: App, given: string): Promise<InvitationsTable> {
  const row = await app.tables
    .selectFrom("invitations")
    .selectAll()
    .where("code_hash", "=", hashOf(given))
    .where("expires_at", ">", app.clock.now())
    .executeTakeFirst();
  if (row === undefined) throw gone();
  return row;
}

type Joining =
  | { readonly kind: "known"; readonly userId: string }
  | { readonly kind: "new"; readonly account: { readonly email: string; name: string; password: string } };

async function whoJoins(
  { app, principal }: OperationContext,
  offered: { readonly email: string; readonly name: string | undefined; readonly password: string | undefined },
): Promise<Joining> {
  if (principal?.kind === "user") return { kind: "known", userId: principal.userId };
  if (principal?.kind === "token") {
    throw new Problem("forbidden", "a token cannot accept an invitation", { mend: "sign in, then open the link" });
  }
  if ((await app.people.userByEmail(offered.email)) !== undefined) {
    throw new Problem("unauthenticated", `${offered.email} has an account already`, {
      mend: "sign in with it, then open the link again",
    });
  }
  const { email: address, name, password: chosen } = offered;
  if (name === undefined || chosen === undefined) {
    throw new Problem("invalid-input", "a new account needs a name and a password", {
      mend: "send both",
      faults: [
        ...(name === undefined ? [{ path: "name", message: "it is missing" }] : []),
        ...(chosen === undefined ? [{ path: "password", message: "it is missing" }] : []),
      ],
    });
  }
  return { kind: "new", account: { email: address, name, password: chosen } };
}

async function join(
  app: App,
  membership: { readonly organizationId: string; readonly userId: string; readonly role: Role },
): Promise<void> {
  const { organizationId, userId } = membership;
  await app.store.database.withLock(`members:${organizationId}`, async () => {
    // Somebody who is a member already keeps the role that he has.
    if (!(await isMember(app, organizationId, userId))) await app.people.addMember(membership);
  });
}

async function isMember(app: Pick<App, "tables">, organizationId: string, userId: string): Promise<boolean> {
  const row = await app.tables
    .selectFrom("member")
    .select("id")
    .where("organizationId", "=", organizationId)
    .where("userId", "=", userId)
    .executeTakeFirst();
  return row !== undefined;
}

function gone(): Problem {
  return new Problem("gone", "this invitation is wrong, was used already, or is too old", {
    mend: "ask whoever invited you for a new one",
  });
}

import { type Membership, membershipOf } from "../access/membership.ts";
import type { Principal } from "../access/principal.ts";
import type { Role } from "../access/roles.ts";
import { notFound, Problem } from "../problems/problem.ts";
import type { Device } from "./device.ts";
import { type AuthOptions, openAuth } from "./open-auth.ts";
import { createSessionReader } from "./session-reader.ts";
import type { Tokens } from "./tokens.ts";

/** People, their sessions and their organizations; kept by better-auth in the same database. */
export interface People {
  /** Who sends these headers: a token's bearer or a session's cookie; null for a stranger. */
  principalOf(headers: Credentials): Promise<Principal | null>;
  /** In the organization that is meant. Throws `not-found`, or `invalid-input` where it could be several. */
  membershipFor(principal: Principal, wanted: string | undefined): Promise<Membership>;
  /** Whether anybody has an account. */
  hasUsers(): Promise<boolean>;
  /** Undefined where nobody has this address. */
  userByEmail(email: string): Promise<string | undefined>;
  createUser(person: NewPerson): Promise<{ readonly userId: string }>;
  /** Ends the person's sessions too. */
  setPassword(userId: string, password: string): Promise<void>;
  /** Whose password it is; undefined for a wrong one, after as long as for a right one. */
  checkPassword(email: string, password: string): Promise<string | undefined>;
  createOrganization(request: {
    readonly name: string;
    readonly slug: string;
    readonly ownerId: string;
  }): Promise<{ readonly organizationId: string }>;
  addMember(request: { readonly organizationId: string; readonly userId: string; readonly role: Role }): Promise<void>;
  /** Signs somebody in who has proved himself; gives the cookies to set, as `Set-Cookie` has them. */
  beginSession(userId: string, device?: Device): Promise<readonly string[]>;
  /** Those that have not ended, the one used last first. */
  sessionsOf(userId: string): Promise<readonly Session[]>;
  /** Signs a person out of one of his sessions; false where he has none of this id. */
  endSession(userId: string, sessionId: string): Promise<boolean>;
  /** Signs somebody out everywhere, or everywhere but here. */
  endSessions(userId: string, except?: string): Promise<void>;
  /** Which take the browser's session away, as `Set-Cookie` has them. */
  readonly signedOutCookies: readonly string[];
  /** Removes sessions that ended by their time. */
  tidy(): Promise<void>;
}

/** Of a request's headers those by which somebody says who he is. */
export interface Credentials {
  readonly authorization?: string | undefined;
  readonly cookie?: string | undefined;
}

export interface Session {
  readonly id: string;
  readonly device: Device;
  /** Epoch milliseconds, as the others. */
  readonly beganAt: number;
  /** To the minute. */
  readonly lastUsedAt: number;
  readonly endsAt: number;
}

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  /** None: the person can only use tokens until one is set. */
  readonly password?: string;
}

export interface PeopleOptions extends AuthOptions {
  readonly tokens: Tokens;
}

export async function openPeople(options: PeopleOptions): Promise<People> {
  const { tables, tokens } = options;
  const auth = await openAuth(options);
  const context = await auth.$context;

  const sessionOf = createSessionReader({
    tables,
    secret: context.secret,
    cookie: context.authCookies.sessionToken.name,
  });

  const membershipsOf = async (principal: Principal): Promise<readonly Membership[]> => {
    if (principal.memberships !== undefined) return principal.memberships;
    const { userId } = principal;
    const mine = tables.selectFrom("member").select(["organizationId", "role"]).where("userId", "=", userId);
    const one = principal.kind === "token" ? mine.where("organizationId", "=", principal.organizationId) : mine;
    return (await one.execute()).map(membershipOf);
  };

  /** By slug. */
  const organizationCalled = async (slug: string): Promise<string | undefined> => {
    const row = await tables.selectFrom("organization").select("id").where("slug", "=", slug).executeTakeFirst();
    return row?.id;
  };

  /** To the minute: a busy session is not a write for each request. */
  const touch = async ({ id, updatedAt }: { readonly id: string; readonly updatedAt: Date }): Promise<void> => {
    const now = new Date();
    if (now.getTime() - updatedAt.getTime() < 60_000) return;
    await context.adapter.update({
      model: "session",
      where: [{ field: "id", value: id }],
      update: { updatedAt: now },
    });
  };

  const addMember: People["addMember"] = async ({ organizationId, userId, role }) => {
    await context.adapter.create({ model: "member", data: { organizationId, userId, role, createdAt: new Date() } });
  };

  return {
    principalOf: async ({ authorization = "", cookie }) => {
      // Whoever sends a token means it: a wrong one is not made up for by a cookie. Other schemes are a proxy's.
      if (/^Bearer\b/i.test(authorization)) {
        const bearer = /^Bearer ([\x21-\x7e]{1,500})$/i.exec(authorization)?.[1];
        return bearer === undefined ? null : await tokens.principalOf(bearer);
      }
      const session = cookie === undefined ? undefined : await sessionOf(cookie);
      if (session === undefined) return null;
      const { sessionId, updatedAt, ...person } = session;
      await touch({ id: sessionId, updatedAt });
      return { kind: "user", ...person, sessionId };
    },
    membershipFor: async (principal, wanted) => {
      const mine = await membershipsOf(principal);
      if (wanted !== undefined) {
        const of = (organizationId: string | undefined) => mine.find((each) => each.organizationId === organizationId);
        const found = of(wanted) ?? of(await organizationCalled(wanted));
        if (found === undefined) throw notFound("organization", wanted);
        return found;
      }
      const [first, ...others] = mine;
      if (first === undefined) {
        if (principal.kind === "token") throw notFound("organization", principal.organizationId);
        throw new Problem("not-found", "you belong to no organization", { mend: "ask to be invited" });
      }
      if (others.length > 0) {
        throw new Problem("invalid-input", "you belong to several organizations", {
          mend: "say which with the header Headrace-Organization",
        });
      }
      return first;
    },
    hasUsers: async () => (await tables.selectFrom("user").select("id").limit(1).executeTakeFirst()) !== undefined,
    userByEmail: async (email) => {
      const row = await tables
        .selectFrom("user")
        .select("id")
        .where("email", "=", email.toLowerCase())
        .executeTakeFirst();
      return row?.id;
    },
    createUser: async ({ email, name, password }) => {
      const user = await context.internalAdapter.createUser(
        { email: email.toLowerCase(), name, emailVerified: true },
        { method: "headrace" },
      );
      if (password !== undefined) {
        await context.internalAdapter.linkAccount({
          userId: user.id,
          providerId: "credential",
          accountId: user.id,
          password: await context.password.hash(password),
        });
      }
      return { userId: user.id };
    },
    setPassword: async (userId, password) => {
      const hash = await context.password.hash(password);
      const accounts = await context.internalAdapter.findAccounts(userId);
      if (accounts.some(({ providerId }) => providerId === "credential")) {
        await context.internalAdapter.updatePassword(userId, hash);
      } else {
        await context.internalAdapter.linkAccount({
          userId,
          providerId: "credential",
          accountId: userId,
          password: hash,
        });
      }
      await context.internalAdapter.deleteUserSessions(userId);
    },
    checkPassword: async (email, password) => {
      const found = await context.internalAdapter.findUserByEmail(email.toLowerCase(), { includeAccounts: true });
      const hash = found?.accounts.find(({ providerId }) => providerId === "credential")?.password;
      if (found === null || typeof hash !== "string") {
        // The work that a right address would have cost, so that the time tells nothing.
        await context.password.hash(password);
        return undefined;
      }
      return (await context.password.verify({ hash, password })) ? found.user.id : undefined;
    },
    createOrganization: async ({ name, slug, ownerId }) => {
      const created = await context.adapter.create<Record<string, unknown>, { id: string }>({
        model: "organization",
        data: { name, slug, createdAt: new Date() },
      });
      await addMember({ organizationId: created.id, userId: ownerId, role: "owner" });
      return { organizationId: created.id };
    },
    addMember,
    beginSession: async (userId, { address, program } = nowhere) => {
      const { headers } = await auth.api.beginSession({ body: { userId, address, program }, returnHeaders: true });
      return headers.getSetCookie();
    },
    sessionsOf: async (userId) => {
      const sessions = await context.internalAdapter.listSessions(userId, { onlyActiveSessions: true });
      return sessions
        .map((session) => ({
          id: session.id,
          device: { address: session.ipAddress ?? "", program: session.userAgent ?? "" },
          beganAt: session.createdAt.getTime(),
          lastUsedAt: session.updatedAt.getTime(),
          endsAt: session.expiresAt.getTime(),
        }))
        .sort((one, other) => other.lastUsedAt - one.lastUsedAt || other.beganAt - one.beganAt);
    },
    endSession: async (userId, sessionId) => {
      const ended = await tables
        .deleteFrom("session")
        .where("id", "=", sessionId)
        .where("userId", "=", userId)
        .returning("id")
        .execute();
      return ended.length > 0;
    },
    endSessions: async (userId, except = "") => {
      await tables.deleteFrom("session").where("userId", "=", userId).where("id", "!=", except).execute();
    },
    signedOutCookies: [signedOutCookie(context.authCookies.sessionToken)],
    tidy: async () => {
      await context.adapter.deleteMany({
        model: "session",
        where: [{ field: "expiresAt", value: new Date(), operator: "lt" }],
      });
    },
  };
}

const nowhere: Device = { address: "", program: "" };

interface SessionCookie {
  readonly name: string;
  readonly attributes: { readonly secure?: boolean | undefined };
}

function signedOutCookie({ name, attributes }: SessionCookie): string {
  return `${name}=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax${attributes.secure === true ? "; Secure" : ""}`;
}

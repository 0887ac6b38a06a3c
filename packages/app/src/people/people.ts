import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import { betterAuth } from "better-auth";
import { getMigrations } from "better-auth/db/migration";
import { organization } from "better-auth/plugins";
import type { Principal } from "../access/principal.ts";
import { isRole, type Role } from "../access/roles.ts";
import { notFound, Problem } from "../problems/problem.ts";
import type { Tokens } from "./tokens.ts";

/** People, their sessions and their organizations; kept by better-auth in the same database. */
export interface People {
  /** better-auth's own routes below /api/auth: signing in and out. */
  handle(request: Request): Promise<Response>;
  /** Who sends these headers: a token's bearer or a session's cookie; null for a stranger. */
  principalOf(headers: Headers): Promise<Principal | null>;
  /** The organization that is meant. Throws `not-found`, or `invalid-input` where it could be several. */
  organizationFor(principal: Principal, wanted: string | undefined): Promise<string>;
  /** Whether anybody has an account. */
  hasUsers(): Promise<boolean>;
  createUser(person: NewPerson): Promise<{ readonly userId: string }>;
  createOrganization(request: {
    readonly name: string;
    readonly slug: string;
    readonly ownerId: string;
  }): Promise<{ readonly organizationId: string }>;
  addMember(request: { readonly organizationId: string; readonly userId: string; readonly role: Role }): Promise<void>;
}

export interface NewPerson {
  readonly email: string;
  readonly name: string;
  /** None: the person can only use tokens until one is set. */
  readonly password?: string;
}

export interface PeopleOptions {
  readonly database: ServerDatabase;
  readonly tables: ServerTables;
  readonly tokens: Tokens;
  /** Signs sessions; 32 random bytes or more, as text. */
  readonly secret: string;
  readonly publicUrl: string;
}

export async function openPeople({ database, tables, tokens, secret, publicUrl }: PeopleOptions): Promise<People> {
  const options = {
    secret,
    baseURL: publicUrl,
    basePath: "/api/auth",
    database: { db: tables, type: database.kind },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 10 },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [organization({ allowUserToCreateOrganization: false })],
  } as const;
  await database.withLock("better-auth-migrations", async () => {
    const { runMigrations } = await getMigrations({ ...options, plugins: [...options.plugins] });
    await runMigrations();
  });
  const auth = betterAuth({ ...options, plugins: [...options.plugins] });
  const context = await auth.$context;

  const membershipsOf = async (userId: string): Promise<readonly string[]> => {
    const rows = await tables.selectFrom("member").select("organizationId").where("userId", "=", userId).execute();
    return rows.map((row) => row.organizationId);
  };

  return {
    handle: (request) => auth.handler(request),
    principalOf: async (headers) => {
      const bearer = /^Bearer (\S+)$/i.exec(headers.get("authorization") ?? "")?.[1];
      if (bearer !== undefined) return await tokens.principalOf(bearer);
      if (!headers.has("cookie")) return null;
      const session = await auth.api.getSession({ headers });
      if (session === null) return null;
      const { user } = session;
      return { kind: "user", userId: user.id, name: user.name, email: user.email };
    },
    organizationFor: async (principal, wanted) => {
      if (principal.kind === "token") {
        if (wanted === undefined || wanted === principal.organizationId) return principal.organizationId;
      }
      const mine = principal.kind === "token" ? [principal.organizationId] : await membershipsOf(principal.userId);
      if (wanted !== undefined) {
        const row = await tables
          .selectFrom("organization")
          .select("id")
          .where((eb) => eb.or([eb("id", "=", wanted), eb("slug", "=", wanted)]))
          .executeTakeFirst();
        if (row === undefined || !mine.includes(row.id)) throw notFound("organization", wanted);
        return row.id;
      }
      const [first, ...others] = mine;
      if (first === undefined)
        throw new Problem("not-found", "you belong to no organization", { mend: "ask to be invited" });
      if (others.length > 0) {
        throw new Problem("invalid-input", "you belong to several organizations", {
          mend: "say which with the header Headrace-Organization",
        });
      }
      return first;
    },
    hasUsers: async () => (await tables.selectFrom("user").select("id").limit(1).executeTakeFirst()) !== undefined,
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
    createOrganization: async ({ name, slug, ownerId }) => {
      const created = await context.adapter.create<Record<string, unknown>, { id: string }>({
        model: "organization",
        data: { name, slug, createdAt: new Date() },
      });
      await context.adapter.create({
        model: "member",
        data: { organizationId: created.id, userId: ownerId, role: "owner", createdAt: new Date() },
      });
      return { organizationId: created.id };
    },
    addMember: async ({ organizationId, userId, role }) => {
      if (!isRole(role)) throw new Problem("invalid-input", `there is no role "${String(role)}"`);
      await context.adapter.create({ model: "member", data: { organizationId, userId, role, createdAt: new Date() } });
    },
  };
}

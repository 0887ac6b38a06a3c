import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import { type BetterAuthPlugin, betterAuth } from "better-auth";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { getAdapter } from "better-auth/db/adapter";
import { getMigrations } from "better-auth/db/migration";
import { organization } from "better-auth/plugins";
import { z } from "zod";
import { withHashedSessions } from "./hashed-sessions.ts";

export interface AuthOptions {
  readonly database: ServerDatabase;
  readonly tables: ServerTables;
  /** Signs sessions; 32 random bytes or more, as text. */
  readonly secret: string;
  readonly publicUrl: string;
  /** By scrypt, at a tenth of a second of processor time each, unless said. */
  readonly passwords?: PasswordKeeping | undefined;
}

/** What is kept of a password, as text that tells whether another one is the same. */
export interface PasswordKeeping {
  hash(password: string): Promise<string>;
  verify(asked: { readonly hash: string; readonly password: string }): Promise<boolean>;
}

export const passwordLength = { least: 10, most: 128 } as const;

/** better-auth on our database, its tables made and brought to this version. */
export async function openAuth({ database, tables, secret, publicUrl, passwords }: AuthOptions) {
  const options = {
    secret,
    baseURL: publicUrl,
    basePath: "/api/auth",
    database: { db: tables, type: database.kind },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: passwordLength.least,
      maxPasswordLength: passwordLength.most,
      ...(passwords === undefined ? {} : { password: passwords }),
    },
    // A session ends two weeks after it began, used or not.
    session: { expiresIn: 14 * 24 * 60 * 60, disableSessionRefresh: true },
    advanced: {
      useSecureCookies: publicUrl.startsWith("https:"),
      // None of its routes is bound; what its address is it need not know.
      ipAddress: { disableIpTracking: true },
    },
    rateLimit: { enabled: false },
    telemetry: { enabled: false },
    logger: { disabled: true },
    plugins: [organization({ allowUserToCreateOrganization: false }), sessions()],
  } as const;
  const mutable = () => ({ ...options, plugins: [...options.plugins] as [...typeof options.plugins] });
  await database.withLock("better-auth-migrations", async () => {
    const { runMigrations } = await getMigrations(mutable());
    await runMigrations();
  });
  const adapter = withHashedSessions(await getAdapter(mutable()));
  return betterAuth({ ...mutable(), database: () => adapter });
}

const sessionRequest = z.object({ userId: z.string(), address: z.string(), program: z.string() });

/** Begins a session without a password, for who has proved himself otherwise. Bound to no route. */
function sessions() {
  return {
    id: "headrace-sessions",
    endpoints: {
      beginSession: createAuthEndpoint(
        "/begin-session",
        { method: "POST", body: sessionRequest, metadata: { SERVER_ONLY: true } },
        async (context) => {
          const user = await context.context.internalAdapter.findUserById(context.body.userId);
          if (user === null) return context.json({ began: false });
          const session = await context.context.internalAdapter.createSession(user.id, false, {
            ipAddress: context.body.address,
            userAgent: context.body.program,
          });
          await setSessionCookie(context, { session, user });
          return context.json({ began: true });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}

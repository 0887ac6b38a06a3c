import { HeadraceError } from "@headrace/pipeline";
import { z } from "zod";
import type { App } from "../app.ts";
import { recordAudit } from "../audit/record-audit.ts";
import { dropCode, giveCode, hashOf } from "./codes.ts";
import { makeSignInLink } from "./sign-in-link.ts";

/** What whoever starts a server is to be told. */
export type FirstStart =
  /** Nobody has an account: the path below the public URL where the owner makes one, once, within a day. */
  | { readonly kind: "link"; readonly path: string }
  /** The bootstrap token is the owner's API token. */
  | { readonly kind: "token" }
  /** There are people. */
  | { readonly kind: "ready" };

export interface FirstStartOptions {
  /** As `HEADRACE_BOOTSTRAP_TOKEN` says it. */
  readonly bootstrapToken?: string;
}

/** Milliseconds for which the link to the first account can be used. */
const setupLifetime = 24 * 60 * 60 * 1000;

/**
 * To be called at each start: sees to it that somebody can use the server. With a bootstrap token it makes the
 * organization `default`, an owner without a password, and this token of his; once those are there, another value
 * replaces the earlier one. Throws `invalid-argument`.
 */
export async function prepareFirstStart(app: App, { bootstrapToken }: FirstStartOptions = {}): Promise<FirstStart> {
  if (bootstrapToken !== undefined) checkBootstrapToken(bootstrapToken);
  return await app.store.database.withLock("first-start", async () => {
    if (bootstrapToken !== undefined) return await bootstrap(app, bootstrapToken);
    if (await app.people.hasUsers()) return { kind: "ready" };
    return { kind: "link", path: `/welcome?code=${await giveCode(app, "setup-code", setupLifetime)}` };
  });
}

/** A link that signs the first owner of the server in; the path, or undefined where nobody owns anything. */
export async function ownerSignInLink(app: App): Promise<string | undefined> {
  const owner = await app.tables
    .selectFrom("member")
    .innerJoin("user", "user.id", "member.userId")
    .select("user.id as id")
    .where("member.role", "=", "owner")
    .orderBy("user.createdAt")
    .orderBy("user.id")
    .executeTakeFirst();
  return owner === undefined ? undefined : await makeSignInLink(app, owner.id);
}

function checkBootstrapToken(token: string): void {
  if (/^[\x21-\x7e]{20,200}$/.test(token)) return;
  throw new HeadraceError(
    "invalid-argument",
    `HEADRACE_BOOTSTRAP_TOKEN has ${token.length} characters; it must have 20 to 200, all visible ASCII`,
    { mend: "make one with `openssl rand -hex 32`" },
  );
}

const bootstrapped = z.object({ userId: z.string(), organizationId: z.string() });

async function bootstrap(app: App, token: string): Promise<FirstStart> {
  const row = await app.tables
    .selectFrom("server_facts")
    .select("value")
    .where("name", "=", "bootstrap")
    .executeTakeFirst();
  const owner = row === undefined ? await makeOwner(app) : bootstrapped.parse(JSON.parse(row.value));
  const known = await app.tables
    .selectFrom("tokens")
    .select(["user_id", "revoked_at"])
    .where("hash", "=", hashOf(token))
    .executeTakeFirst();
  if (known !== undefined) {
    // One that was revoked stays so, though the setting still holds it.
    return known.revoked_at === null && known.user_id === owner.userId ? { kind: "token" } : { kind: "ready" };
  }
  await app.tables
    .updateTable("tokens")
    .set({ revoked_at: app.clock.now() })
    .where("user_id", "=", owner.userId)
    .where("name", "=", tokenName)
    .where("revoked_at", "is", null)
    .execute();
  const { id } = await app.tokens.create({ ...owner, name: tokenName, scopes: ["admin"], value: token });
  await recordAudit(app, {
    actor: { kind: "system", id: "", name: "bootstrap" },
    operation: "bootstrap",
    outcome: "done",
    organizationId: owner.organizationId,
    target: "token",
    targetId: id,
  });
  return { kind: "token" };
}

const tokenName = "bootstrap";
const ownerEmail = "owner@localhost";

async function makeOwner(app: App): Promise<z.output<typeof bootstrapped>> {
  // There already, without the fact, where an earlier start was ended in between.
  const earlier = await app.people.userByEmail(ownerEmail);
  if (earlier === undefined && (await app.people.hasUsers())) {
    throw new HeadraceError("invalid-argument", "HEADRACE_BOOTSTRAP_TOKEN is set, but people have accounts already", {
      mend: "start without it, and make a token in the settings of an owner",
    });
  }
  const userId = earlier ?? (await app.people.createUser({ email: ownerEmail, name: "Owner" })).userId;
  const membership = await app.tables
    .selectFrom("member")
    .select("organizationId")
    .where("userId", "=", userId)
    .executeTakeFirst();
  const owner =
    membership === undefined
      ? { userId, ...(await app.people.createOrganization({ name: "Default", slug: "default", ownerId: userId })) }
      : { userId, organizationId: membership.organizationId };
  await app.tables
    .insertInto("server_facts")
    .values({ name: "bootstrap", value: JSON.stringify(owner) })
    .execute();
  // A link from an earlier start would make a second first owner.
  await dropCode(app, "setup-code");
  return owner;
}

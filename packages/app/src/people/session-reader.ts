import { createHmac, timingSafeEqual } from "node:crypto";
import { keptQuery, type Parameters, type ServerTables } from "@headrace/store/server";
import { type Membership, membershipOf } from "../access/membership.ts";
import { hashOf } from "./codes.ts";

/** A session that lasts, and whose it is. */
export interface ReadSession {
  readonly sessionId: string;
  readonly userId: string;
  readonly name: string;
  readonly email: string;
  readonly updatedAt: Date;
  readonly memberships: readonly Membership[];
}

/** Undefined for a `Cookie` header without a session, or with one that is over or forged. */
export type SessionReader = (cookies: string) => Promise<ReadSession | undefined>;

export interface SessionReaderOptions {
  readonly tables: ServerTables;
  /** Signs the cookies. */
  readonly secret: string;
  /** Of better-auth's session cookie. */
  readonly cookie: string;
}

/**
 * Reads the sessions that better-auth began (see `withHashedSessions`), with one query and nothing kept: who signs out is out. Every request comes
 * through here, and better-auth's own way takes a third of a whole list. The cookie's value is the session's token, a
 * point and the token's HMAC-SHA-256 in base64.
 */
export function createSessionReader({ tables, secret, cookie }: SessionReaderOptions): SessionReader {
  return async (cookies) => {
    const token = tokenOf(cookieNamed(cookies, cookie), secret);
    if (token === undefined) return undefined;
    const rows = await selectSession(tables, { token: hashOf(token) });
    const [row] = rows;
    if (row === undefined || new Date(row.expiresAt).getTime() <= Date.now()) return undefined;
    return {
      sessionId: row.sessionId,
      userId: row.userId,
      name: row.name,
      email: row.email,
      updatedAt: new Date(row.updatedAt),
      memberships: rows.flatMap(({ organizationId, role }) =>
        organizationId === null || role === null ? [] : [membershipOf({ organizationId, role })],
      ),
    };
  };
}

/** A row for each organization that the person belongs to, or one without. */
const selectSession = keptQuery((tables, { of }: Parameters<{ readonly token: string }>) =>
  tables
    .selectFrom("session")
    .innerJoin("user", "user.id", "session.userId")
    .leftJoin("member", "member.userId", "user.id")
    .select(["session.id as sessionId", "session.expiresAt", "session.updatedAt"])
    .select(["user.id as userId", "user.name", "user.email", "member.organizationId", "member.role"])
    .where("session.token", "=", of("token")),
);

/** Of the first cookie with this name, as RFC 6265 has them in a header. */
function cookieNamed(cookies: string, name: string): string | undefined {
  for (const pair of cookies.split(";")) {
    const at = pair.indexOf("=");
    if (at > 0 && pair.slice(0, at).trim() === name) return decoded(pair.slice(at + 1).trim());
  }
  return undefined;
}

function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function tokenOf(signed: string | undefined, secret: string): string | undefined {
  const point = signed?.lastIndexOf(".") ?? -1;
  if (signed === undefined || point < 1) return undefined;
  const token = signed.slice(0, point);
  const given = Buffer.from(signed.slice(point + 1), "base64");
  const right = createHmac("sha256", secret).update(token).digest();
  return given.length === right.length && timingSafeEqual(given, right) ? token : undefined;
}

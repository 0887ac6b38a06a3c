import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { App } from "../app.ts";

/** What a one-time code is for. There is at most one of each at a time: a newer one replaces it. */
export type CodeName = "setup-code" | `sign-in-code:${string}`;

type CodeKeeper = Pick<App, "tables" | "clock">;

const kept = z.object({ hash: z.string(), expiresAt: z.number() });

/** As it stands in a link: 32 random bytes. */
export const code = z
  .string()
  .regex(/^[A-Za-z0-9_-]{43}$/, "not a code that a link holds")
  .describe("As the one-time link holds it");

export function newCode(): string {
  return randomBytes(32).toString("base64url");
}

/** Codes are long and random, so that a plain hash cannot be guessed back. */
export function hashOf(code: string): string {
  return createHash("sha256").update(code).digest("hex");
}

/** Makes a code that can be used once, within `lifetime` milliseconds. */
export async function giveCode(app: CodeKeeper, name: CodeName, lifetime: number): Promise<string> {
  const given = newCode();
  const value = JSON.stringify({ hash: hashOf(given), expiresAt: app.clock.now() + lifetime });
  await app.tables
    .insertInto("server_facts")
    .values({ name, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
  return given;
}

/** Uses a code up; false for one that is wrong, used or too old. Of several at once one succeeds. */
export async function takeCode(app: CodeKeeper, name: CodeName, given: string): Promise<boolean> {
  const row = await app.tables.selectFrom("server_facts").select("value").where("name", "=", name).executeTakeFirst();
  if (row === undefined) return false;
  const { hash, expiresAt } = kept.parse(JSON.parse(row.value));
  if (!timingSafeEqual(Buffer.from(hash), Buffer.from(hashOf(given))) || expiresAt <= app.clock.now()) return false;
  const taken = await app.tables
    .deleteFrom("server_facts")
    .where("name", "=", name)
    .where("value", "=", row.value)
    .returning("name")
    .execute();
  return taken.length === 1;
}

export async function dropCode(app: CodeKeeper, name: CodeName): Promise<void> {
  await app.tables.deleteFrom("server_facts").where("name", "=", name).execute();
}

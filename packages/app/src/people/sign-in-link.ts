import type { App } from "../app.ts";
import { giveCode, takeCode } from "./codes.ts";

/** Milliseconds. */
const lifetime = 30 * 60 * 1000;

/**
 * A link that signs this person in once, within half an hour; the path below the public URL. A newer one replaces it.
 * Whoever has it is this person: show it to nobody else.
 */
export async function makeSignInLink(app: Pick<App, "tables" | "clock">, userId: string): Promise<string> {
  return `/sign-in?code=${userId}.${await giveCode(app, `sign-in-code:${userId}`, lifetime)}`;
}

/** Whose link it is, used up; undefined for one that is wrong, used or too old. */
export async function takeSignInCode(
  app: Pick<App, "tables" | "clock">,
  linkCode: string,
): Promise<string | undefined> {
  const dot = linkCode.lastIndexOf(".");
  const userId = linkCode.slice(0, Math.max(dot, 0));
  return (await takeCode(app, `sign-in-code:${userId}`, linkCode.slice(dot + 1))) ? userId : undefined;
}

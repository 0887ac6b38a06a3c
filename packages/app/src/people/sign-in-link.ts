import type { App } from "../app.ts";
import { dropCode, giveCode, takeCode } from "./codes.ts";

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
  const userId = userOfLink(linkCode);
  const code = linkCode.slice(linkCode.lastIndexOf(".") + 1);
  return (await takeCode(app, `sign-in-code:${userId}`, code)) ? userId : undefined;
}

/** Makes a link that was not used worthless. */
export async function dropSignInLink(app: Pick<App, "tables" | "clock">, userId: string): Promise<void> {
  await dropCode(app, `sign-in-code:${userId}`);
}

/** Whose link it says it is. */
export function userOfLink(linkCode: string): string {
  return linkCode.slice(0, Math.max(linkCode.lastIndexOf("."), 0));
}

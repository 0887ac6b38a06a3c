import { z } from "zod";
import { defineOperation } from "../operations/operation.ts";
import { Problem } from "../problems/problem.ts";
import { ownTokens, revokeOwnTokens } from "../tokens/own-tokens.ts";
import { token, tokenExample } from "../tokens/token.ts";
import { id } from "../values/fields.ts";
import { code, takeCode } from "./codes.ts";
import { passwordLength } from "./open-auth.ts";
import { recordFailedSignIn, recordSignIn } from "./record-sign-in.ts";
import { dropSignInLink, takeSignInCode, userOfLink } from "./sign-in-link.ts";
import { slugOf } from "./slug-of.ts";

export const email = z.email().max(254).describe("In whatever case");
export const password = z.string().min(passwordLength.least).max(passwordLength.most);
/** Of people and organizations, for people. */
export const displayName = z
  .string()
  .trim()
  .min(1)
  .max(100)
  // Nor those that turn or hide what stands beside them: a name says who did what.
  .regex(
    /^[^\p{Cc}\p{Zl}\p{Zp}\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]*$/u,
    "it takes no control characters",
  );

const exampleCode = "pI4v0mJtF2o9c6n1d3W8xYbQ5sKzLhRgUeTaMwXkVdE";

const setUp = defineOperation({
  name: "setup.create",
  summary:
    "Create the first owner and the organization, with the code of the link that a server shows at its first start",
  description: "Answers with the cookie of a session. Once somebody has an account it is gone.",
  input: z.strictObject({
    code,
    name: displayName,
    email,
    password,
    organization: displayName.describe("The name of the organization"),
  }),
  output: z.object({ userId: id, organizationId: id }),
  access: { kind: "public" },
  effect: "write",
  http: { method: "POST", path: "/setup", status: 201, attemptsPerMinute: 20 },
  example: {
    input: {
      code: exampleCode,
      name: "Ada Bell",
      email: "ada@example.org",
      password: "a long sentence of your own",
      organization: "Mill Street",
    },
    output: { userId: "7Jq2mVbX0dNc5RtY", organizationId: "p3KfWz8LhUe1QsGa" },
  },
  handle: async ({ app, device, setCookies }, input) => {
    if (await app.people.hasUsers()) throw gone();
    if (!(await takeCode(app, "setup-code", input.code))) throw gone();
    const { userId } = await app.people.createUser({
      email: input.email,
      name: input.name,
      password: input.password,
    });
    const { organizationId } = await app.people.createOrganization({
      name: input.organization,
      slug: slugOf(input.organization),
      ownerId: userId,
    });
    setCookies(await app.people.beginSession(userId, device));
    return { userId, organizationId };
  },
});

const readSetUp = defineOperation({
  name: "setup.get",
  summary: "Say whether the server still waits for its first owner",
  input: z.strictObject({}),
  output: z.object({ waiting: z.boolean() }),
  access: { kind: "public" },
  effect: "read",
  http: { method: "GET", path: "/setup" },
  example: { input: {}, output: { waiting: false } },
  handle: async ({ app }) => ({ waiting: !(await app.people.hasUsers()) }),
});

const signIn = defineOperation({
  name: "sessions.create",
  summary: "Sign in with an address and a password",
  description:
    "Answers with the cookie of a session, good for two weeks. Attempts are limited by network address and by account.",
  input: z.strictObject({ email: z.string().min(1).max(254), password: z.string().min(1).max(passwordLength.most) }),
  output: z.object({ userId: id }),
  access: { kind: "public" },
  effect: "write",
  http: { method: "POST", path: "/sign-in", attemptsPerMinute: 20 },
  example: {
    input: { email: "ada@example.org", password: "a long sentence of your own" },
    output: { userId: "7Jq2mVbX0dNc5RtY" },
  },
  handle: async ({ app, device, setCookies }, input) => {
    const attempt = await app.attempts.begin(input.email);
    const userId = await app.people.checkPassword(input.email, input.password);
    if (userId === undefined) {
      const meant = await app.people.userByEmail(input.email);
      if (meant !== undefined) {
        await recordFailedSignIn(app, { userId: meant, by: "password", device, isLast: attempt.isLast });
      }
      throw new Problem("unauthenticated", "the address or the password is wrong", {
        mend: "try again, or ask an owner of your organization for a sign-in link",
      });
    }
    await attempt.succeeded();
    setCookies(await app.people.beginSession(userId, device));
    await recordSignIn(app, { userId, by: "password", device });
    return { userId };
  },
});

const signOut = defineOperation({
  name: "sessions.end",
  summary: "Sign out: end the session that asks",
  input: z.strictObject({}),
  output: z.object({}),
  access: { kind: "signed-in" },
  effect: "write",
  takesRights: true,
  http: { method: "POST", path: "/sign-out" },
  example: { input: {}, output: {} },
  handle: async ({ app, principal, setCookies }) => {
    if (principal?.kind !== "user" || principal.sessionId === undefined) throw noSession();
    await app.people.endSession(principal.userId, principal.sessionId);
    setCookies(app.people.signedOutCookies);
    return {};
  },
});

const revokeTokens = z.boolean().default(false).describe("Also end all API tokens of yours, in every organization");
const stillWorking = z.array(token).describe("Your API tokens that still work, in every organization");

const changePassword = defineOperation({
  name: "me.change-password",
  summary: "Change your password, which ends your other sessions and a sign-in link that was not used",
  description:
    "API tokens go on working, since what runs unattended uses them, unless told otherwise; the answer lists those that do.",
  input: z.strictObject({
    currentPassword: z.string().min(1).max(passwordLength.most),
    newPassword: password,
    revokeTokens,
  }),
  output: z.object({ tokens: stillWorking }),
  access: { kind: "signed-in" },
  effect: "write",
  takesRights: true,
  http: { method: "POST", path: "/me/password", attemptsPerMinute: 20 },
  example: {
    input: { currentPassword: "a long sentence of your own", newPassword: "another long sentence" },
    output: { tokens: [tokenExample] },
  },
  handle: async ({ app, principal, device, setCookies }, input) => {
    if (principal?.kind !== "user") throw noSession();
    const attempt = await app.attempts.begin(principal.email);
    if ((await app.people.checkPassword(principal.email, input.currentPassword)) !== principal.userId) {
      const message = "this is not your password";
      throw new Problem("invalid-input", message, {
        mend: "type it again, or ask an owner for a link to sign in",
        faults: [{ path: "currentPassword", message }],
      });
    }
    await attempt.succeeded();
    await app.people.setPassword(principal.userId, input.newPassword);
    await dropSignInLink(app, principal.userId);
    if (input.revokeTokens) await revokeOwnTokens(app, principal.userId);
    setCookies(await app.people.beginSession(principal.userId, device));
    return { tokens: await ownTokens(app, principal.userId) };
  },
});

const signInByLink = defineOperation({
  name: "sessions.create-by-link",
  summary: "Sign in with the code of a one-time link",
  description:
    "Answers with the cookie of a session. A new password can be set on the way; it ends all other sessions.",
  input: z.strictObject({
    // However short: a link that was cut off is told that it does not let in, not how long codes are.
    code: z.string().min(1).max(200).describe("As the one-time link holds it"),
    newPassword: password.optional(),
    revokeTokens,
  }),
  output: z.object({ userId: id, tokens: stillWorking }),
  access: { kind: "public" },
  effect: "write",
  takesRights: true,
  http: { method: "POST", path: "/sign-in/link", attemptsPerMinute: 20 },
  example: {
    input: { code: `7Jq2mVbX0dNc5RtY.${exampleCode}` },
    output: { userId: "7Jq2mVbX0dNc5RtY", tokens: [] },
  },
  handle: async ({ app, device, setCookies }, input) => {
    const userId = await takeSignInCode(app, input.code);
    if (userId === undefined) {
      await recordFailedSignIn(app, { userId: userOfLink(input.code), by: "link", device });
      throw gone();
    }
    if (input.newPassword !== undefined) await app.people.setPassword(userId, input.newPassword);
    if (input.revokeTokens) await revokeOwnTokens(app, userId);
    setCookies(await app.people.beginSession(userId, device));
    await recordSignIn(app, { userId, by: "link", device });
    return { userId, tokens: await ownTokens(app, userId) };
  },
});

export const peopleOperations = [setUp, readSetUp, signIn, signInByLink, signOut, changePassword] as const;

export function noSession(): Problem {
  return new Problem("forbidden", "a token has no session and no password", { mend: "sign in" });
}

/** The same words whatever is wrong with the link. */
function gone(): Problem {
  return new Problem("gone", "this link is wrong, was used already, or is too old", {
    mend: "start the server again for a new link, or ask an owner for one",
  });
}

/** What can stand in a header and a URL. */

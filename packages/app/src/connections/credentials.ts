import { type AccessRequest, accessOf, type ForgeAccess } from "@headrace/forges";
import { z } from "zod";
import { Problem } from "../problems/problem.ts";

const secret = z
  .string()
  .min(1)
  .max(4096)
  .regex(/^[\x21-\x7e]+$/, "visible ASCII characters, without blanks")
  .describe("Sealed when it is saved, and never given back by anything");

/** How to sign in to a host of code. */
export const credentials = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("api-token").describe("Bitbucket Cloud: an Atlassian account's token with scopes"),
    email: z.email().max(320),
    token: secret,
  }),
  z.strictObject({
    kind: z
      .literal("access-token")
      .describe("A repository's, project's or workspace's on Bitbucket; a personal or an app's one on GitHub"),
    token: secret,
  }),
  z.strictObject({
    kind: z.literal("oauth").describe("Bitbucket Cloud: a consumer of the workspace that acts for itself"),
    clientId: secret.describe("Its key"),
    clientSecret: secret,
  }),
  z.strictObject({
    kind: z
      .literal("app")
      .describe("GitHub: an app that is installed for the owner, which needs no new token each hour; a user beside it"),
    appId: z
      .string()
      .regex(/^[\w.-]{1,100}$/, "the app's id or its client id")
      .describe("The app's id or its client id"),
    privateKey: z
      .string()
      .max(16_384)
      .regex(/^-----BEGIN [\x20-\x7e\r\n]+$/, "PEM, as GitHub gives it when a key is generated")
      .describe("PEM. Sealed when it is saved, and never given back by anything"),
    installationId: z
      .string()
      .regex(/^\d{1,20}$/, "a number")
      .optional()
      .describe("That of the owner unless said"),
    token: secret.optional().describe("Of a user, for what no app may do, such as approving deployments; sealed too"),
  }),
]);

export type Credentials = z.output<typeof credentials>;
export const credentialKinds = ["api-token", "access-token", "oauth", "app"] as const;

/** What a connection reaches and how. Throws `invalid-input` where the host does not take such credentials. */
export function accessTo(request: AccessRequest): ForgeAccess {
  const answer = accessOf(request);
  if (answer.ok) return answer.access;
  const { field: path, message, mend } = answer;
  throw new Problem("invalid-input", message, { mend, faults: [{ path, message }] });
}

/** What in them is no secret, by which a person knows them again. */
export function identityOf(given: Credentials): string | null {
  switch (given.kind) {
    case "api-token":
      return given.email;
    case "oauth":
      return given.clientId;
    case "app":
      return given.appId;
    case "access-token":
      return null;
  }
}

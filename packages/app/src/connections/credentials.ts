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
]);

export type Credentials = z.output<typeof credentials>;
export const credentialKinds = ["api-token", "access-token", "oauth"] as const;

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
    case "access-token":
      return null;
  }
}

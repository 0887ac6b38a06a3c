import type { ForgeAccess, ForgeKind } from "@headrace/forges";
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
export function accessOf(kind: ForgeKind, baseUrl: string | undefined, given: Credentials): ForgeAccess {
  const base = baseUrl === undefined ? {} : { baseUrl };
  if (kind === "bitbucket-cloud") {
    if (given.kind !== "oauth" && given.token.startsWith(appPasswordPrefix)) {
      throw refused("token", "this is an app password, which Bitbucket takes no more since July 2026", {
        mend: "make an API token with scopes for the Atlassian account, or an access token of the workspace",
      });
    }
    return { kind, ...base, credentials: given };
  }
  if (given.kind !== "access-token") {
    throw refused("kind", `${titles[kind]} takes no ${given.kind}`, { mend: "give an access-token" });
  }
  if (kind === "github") return { kind, ...base, credentials: given };
  if (baseUrl === undefined) {
    const message = "a Bitbucket Data Center has no address of its own";
    throw new Problem("invalid-input", message, {
      mend: "give its base URL, such as https://code.example.org",
      faults: [{ path: "baseUrl", message }],
    });
  }
  return { kind, baseUrl, credentials: given };
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

const appPasswordPrefix = "ATBB";

const titles = { github: "GitHub", "bitbucket-data-center": "Bitbucket Data Center" } as const;

function refused(field: string, message: string, { mend }: { readonly mend: string }): Problem {
  return new Problem("invalid-input", message, { mend, faults: [{ path: `credentials.${field}`, message }] });
}

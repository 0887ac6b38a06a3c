import type { AddressRules } from "@headrace/engine/net";
import {
  basicCredentials,
  bearerCredentials,
  type Credentials,
  createForgeHttp,
  createRenewedGrant,
  type ForgeClock,
  systemClock,
} from "../http/index.ts";
import { tokenSchema } from "./schema.ts";

/** App passwords are gone since July 2026. https://developer.atlassian.com/cloud/bitbucket/rest/intro/#authentication */
export type BitbucketCloudCredentials =
  /** An Atlassian account's email, and a token of its own with scopes. */
  | { readonly kind: "api-token"; readonly email: string; readonly token: string }
  /** Of a repository, a project or a workspace. */
  | { readonly kind: "access-token"; readonly token: string }
  /** An OAuth consumer of the workspace, which acts for itself. */
  | { readonly kind: "oauth"; readonly clientId: string; readonly clientSecret: string };

export interface CredentialsOptions extends AddressRules {
  /** Where OAuth tokens are given; Bitbucket's own address unless said. */
  readonly tokenUrl?: string;
  readonly clock?: ForgeClock;
}

export function createBitbucketCloudCredentials(
  given: BitbucketCloudCredentials,
  options: CredentialsOptions = {},
): Credentials {
  switch (given.kind) {
    case "api-token":
      return basicCredentials(given.email, given.token);
    case "access-token":
      return bearerCredentials(given.token);
    case "oauth":
      return oauthCredentials(basicCredentials(given.clientId, given.clientSecret), options);
  }
}

const defaultTokenUrl = "https://bitbucket.org/site/oauth2/access_token";
/** A token is renewed so many milliseconds before its end. */
const margin = 60_000;

/** Tokens of the client credentials grant, fetched when needed, once for all who wait. RFC 6749, 4.4 */
function oauthCredentials(consumer: Credentials, options: CredentialsOptions): Credentials {
  const { tokenUrl = defaultTokenUrl, clock = systemClock, ...rules } = options;
  const http = createForgeHttp({
    ...rules,
    forge: "Bitbucket's sign-in",
    baseUrl: tokenUrl,
    credentials: consumer,
    clock,
  });
  const grant = createRenewedGrant({
    clock,
    margin,
    fetch: async () => {
      const form = { grant_type: "client_credentials" };
      const answer = await http.json({ method: "POST", path: tokenUrl, form }, tokenSchema);
      return { token: answer.access_token, until: clock.now() + answer.expires_in * 1000 };
    },
  });
  return {
    authorization: async (signal) => `Bearer ${(await grant.get(signal)).token}`,
    renew: () => grant.drop(),
    secrets: () => [...consumer.secrets(), ...grant.tokens()],
  };
}

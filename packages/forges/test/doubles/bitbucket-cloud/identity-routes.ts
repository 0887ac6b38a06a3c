import { ok, type Route } from "./reply.ts";

const path = "/workspaces/{workspace}/pipelines-config/identity/oidc";
const issuer = (workspace = "") =>
  `https://api.bitbucket.org/2.0/workspaces/${workspace}/pipelines-config/identity/oidc`;

/** The vendor's document leaves these answers to the standards that they follow. RFC 7517 */
export const identityRoutes: readonly Route[] = [
  {
    method: "GET",
    path: `${path}/.well-known/openid-configuration`,
    reply: (_, { params: { workspace } }) =>
      ok({
        issuer: issuer(workspace),
        jwks_uri: `${issuer(workspace)}/keys.json`,
        response_types_supported: ["id_token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["RS256"],
        claims_supported: ["sub", "aud", "iss", "repositoryUuid", "stepUuid"],
      }),
  },
  {
    method: "GET",
    path: `${path}/keys.json`,
    reply: () => ok({ keys: [{ kty: "RSA", kid: "1c9d8f2e", alg: "RS256", use: "sig", e: "AQAB", n: "AQAB" }] }),
  },
];

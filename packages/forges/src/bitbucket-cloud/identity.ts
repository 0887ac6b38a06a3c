import { type ForgeHttp, path } from "../http/index.ts";
import type { Identity } from "../ports/index.ts";
import { given } from "../values.ts";
import { identityKeysSchema, identitySchema } from "./schema.ts";

/** https://support.atlassian.com/bitbucket-cloud/docs/integrate-pipelines-with-resource-servers-using-oidc/ */
export function createIdentity(http: ForgeHttp): Identity {
  return {
    async read(owner, signal) {
      const at = path`/workspaces/${owner}/pipelines-config/identity/oidc`;
      const asked = given("signal", signal);
      const found = await http.json({ path: `${at}/.well-known/openid-configuration`, ...asked }, identitySchema);
      const { keys } = await http.json({ path: `${at}/keys.json`, ...asked }, identityKeysSchema);
      return {
        issuer: found.issuer,
        ...given("keysUrl", found.jwks_uri),
        claims: found.claims_supported ?? [],
        keys: keys.map(({ kid, alg }) => ({ id: kid, ...given("algorithm", alg) })),
      };
    },
  };
}

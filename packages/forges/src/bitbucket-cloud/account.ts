import type { ForgeHttp } from "../http/index.ts";
import type { Account } from "../ports/index.ts";
import { given } from "../values.ts";
import type { BitbucketCloudCredentials } from "./credentials.ts";
import { userSchema } from "./schema.ts";

/** When a token ends is told by nothing but Atlassian's page of tokens. */
export function createAccount(http: ForgeHttp, kind: BitbucketCloudCredentials["kind"]): Account {
  return {
    async whoAmI(signal) {
      // Of a repository, a project or a workspace: there is no user to tell of.
      if (kind === "access-token") return {};
      const user = await http.json({ path: "/user", ...given("signal", signal) }, userSchema);
      return given("name", user.display_name);
    },
  };
}

import type { ForgeHttp } from "../http/index.ts";
import type { Account } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import { userSchema } from "./schema.ts";

export function createAccount(http: ForgeHttp): Account {
  return {
    async whoAmI(signal) {
      const { value, headers } = await http.jsonWithHeaders({ path: "/user", ...given("signal", signal) }, userSchema);
      // When a personal access token ends stands beside every answer: `2026-12-31 23:59:59 UTC`.
      const expiry = headers["github-authentication-token-expiration"];
      return { name: value.login, ...given("expiresAt", typeof expiry === "string" ? timeOf(expiry) : undefined) };
    },
  };
}

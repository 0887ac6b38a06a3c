import type { ForgeHttp } from "../http/index.ts";
import type { Account, ForgeAccount } from "../ports/index.ts";
import { given, timeOf } from "../values.ts";
import type { Installation } from "./app.ts";
import { userSchema } from "./schema.ts";

export interface AccountOptions {
  readonly user: ForgeHttp | undefined;
  readonly installation: Pick<Installation, "nameOf"> | undefined;
}

/** Whoever signs in: a user, an app, or both. */
export function createAccount({ user, installation }: AccountOptions): Account {
  return {
    async whoAmI(signal) {
      const person: ForgeAccount = user === undefined ? {} : await readUser(user, signal);
      if (installation === undefined) return person;
      const app = `the app ${await installation.nameOf(signal)}`;
      return { ...person, name: person.name === undefined ? app : `${person.name} and ${app}` };
    },
  };
}

async function readUser(http: ForgeHttp, signal: AbortSignal | undefined): Promise<ForgeAccount> {
  const { value, headers } = await http.jsonWithHeaders({ path: "/user", ...given("signal", signal) }, userSchema);
  // When a personal access token ends stands beside every answer: `2026-12-31 23:59:59 UTC`.
  const expiry = headers["github-authentication-token-expiration"];
  const expiresAt = typeof expiry === "string" ? timeOf(expiry) : undefined;
  return { name: value.login, ...given("expiresAt", expiresAt) };
}

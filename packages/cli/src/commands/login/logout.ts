import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { createCredentials } from "../../remote/credentials.ts";
import { lastLogin, originOf } from "../../remote/find-server.ts";

export function logout(context: CommandContext, address: string | undefined): void {
  const url = address === undefined ? lastLogin(context)?.url : originOf(address, "the address");
  if (url === undefined || !createCredentials(context).forget(url)) {
    throw new HeadraceError(
      "invalid-argument",
      url === undefined ? "there is no login" : `there is no login to ${url}`,
    );
  }
  context.stdout.write(`Forgot the token for ${url}. It stays valid until it expires or is revoked there.\n`);
}

import type { CommandContext } from "../../context.ts";
import { readHidden } from "../../input/read-hidden.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { placeOf } from "./place.ts";
import type { SecretFlags } from "./register.ts";

export async function setSecret(context: CommandContext, named: string, flags: SecretFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { input, words } = await placeOf(client, flags);
  const value = await readHidden(context, named);
  const { onlyEnvironment, onlyBranch } = flags;
  const isRuled = onlyEnvironment.length > 0 || onlyBranch.length > 0 || flags.protected === true;
  const rules = {
    environments: [...onlyEnvironment],
    branches: [...onlyBranch],
    protected: flags.protected === true,
  };
  await client.call("secrets.set", { ...input, name: named, value, ...(isRuled ? { rules } : {}) });
  context.stdout.write(visible(`Set ${named} of ${words}.\n`));
}

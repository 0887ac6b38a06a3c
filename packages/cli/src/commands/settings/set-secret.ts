import { text } from "node:stream/consumers";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { askHidden } from "../../input/ask-hidden.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { placeOf } from "./place.ts";
import type { SecretFlags } from "./register.ts";

export async function setSecret(context: CommandContext, named: string, flags: SecretFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { input, words } = await placeOf(client, flags);
  const value = await readValue(context, named);
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

/** Without the line end with which a file or a person ends it. */
async function readValue(context: CommandContext, named: string): Promise<string> {
  const { stdin } = context;
  const given = stdin.isTTY === true ? await askHidden(context, `Value of ${named}: `) : await text(stdin);
  const value = (given ?? "").replace(/\r?\n$/, "");
  if (value !== "") return value;
  throw new HeadraceError("invalid-argument", `no value was given for ${named}`, {
    mend: "type it, or send it on standard input",
  });
}

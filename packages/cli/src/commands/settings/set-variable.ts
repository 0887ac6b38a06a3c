import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { placeOf } from "./place.ts";
import type { PlaceFlags } from "./register.ts";

export async function setVariable(
  context: CommandContext,
  { named, value }: { readonly named: string; readonly value: string },
  flags: PlaceFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { input, words } = await placeOf(client, flags);
  await client.call("variables.set", { ...input, name: named, value });
  context.stdout.write(visible(`Set ${named} of ${words}.\n`));
}

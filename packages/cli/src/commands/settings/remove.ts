import { HeadraceError, nearestName } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { placeOf } from "./place.ts";
import type { PlaceFlags, SettingKind } from "./register.ts";

export async function removeSetting(
  context: CommandContext,
  { kind, named }: { readonly kind: SettingKind; readonly named: string },
  flags: PlaceFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { input, words } = await placeOf(client, flags);
  const { items } = await client.call(`${kind}.list`, input);
  const found = items.find(({ name }) => name === named);
  if (found === undefined) {
    const near = nearestName(
      named,
      items.map(({ name }) => name),
    );
    throw new HeadraceError(
      "server-refused",
      `${words} has no ${kind === "secrets" ? "secret" : "variable"} "${named}"`,
      {
        mend: near === undefined ? `see them with \`headrace ${kind} list\`` : `did you mean ${near}?`,
      },
    );
  }
  if (kind === "secrets") await client.call("secrets.delete", { secret: found.id });
  else await client.call("variables.delete", { variable: found.id });
  context.stdout.write(visible(`Removed ${named} of ${words}.\n`));
}

import type { CommandContext } from "../../context.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import { placeOf } from "./place.ts";
import type { SettingKind, SettingsListFlags } from "./register.ts";

export async function listSettings(
  context: CommandContext,
  kind: SettingKind,
  flags: SettingsListFlags,
): Promise<void> {
  const client = connect(anyServer(context, flags));
  const { input, words } = await placeOf(client, flags);
  const { items } = await client.call(`${kind}.list`, input);
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  if (items.length === 0) {
    context.stdout.write(visible(`There are no ${kind} of ${words}.\n`));
    return;
  }
  const columns = ["NAME", ...(kind === "variables" ? ["VALUE"] : []), "CHANGED", "BY"].map((title) => ({ title }));
  const rows = items.map((item) =>
    [item.name, ...("value" in item ? [item.value] : []), item.updatedAt, item.updatedBy].map(visible),
  );
  context.stdout.write(formatTable(columns, rows));
}

import type { CommandContext } from "../../context.ts";
import { formatTable } from "../../output/table.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { everyItem } from "../../remote/every-item.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { ConnectionsFlags } from "../connections.ts";

export async function listConnections(context: CommandContext, flags: ConnectionsFlags): Promise<void> {
  const client = connect(anyServer(context, flags));
  const items = await everyItem((from) => client.call("connections.list", from));
  if (flags.json === true) {
    context.stdout.write(`${JSON.stringify(items, null, 2)}\n`);
    return;
  }
  if (items.length === 0) {
    context.stdout.write("There is no connection. Make one with `headrace connect`.\n");
    return;
  }
  const columns = ["CONNECTION", "HOST", "OWNER", "AS", "TOKEN", "ENDS"].map((title) => ({ title }));
  const rows = items.map(({ name, kind, owner, check, credentials, expiresAt }) =>
    [
      name,
      kind,
      owner,
      check.account ?? credentials.identity ?? "",
      check.works ? "believed" : "refused",
      expiresAt?.slice(0, 10) ?? "",
    ].map(visible),
  );
  context.stdout.write(formatTable(columns, rows));
}

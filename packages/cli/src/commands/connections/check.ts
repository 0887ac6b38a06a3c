import type { CommandContext } from "../../context.ts";
import { exitCodes } from "../../exit-codes.ts";
import { connect } from "../../remote/connect.ts";
import { findConnection } from "../../remote/find-named.ts";
import { anyServer } from "../../remote/find-server.ts";
import { formatCheck } from "../connect/format-check.ts";
import type { ConnectionsFlags } from "../connections.ts";

/** Gives the exit code. */
export async function checkConnection(
  context: CommandContext,
  named: string,
  flags: ConnectionsFlags,
): Promise<number> {
  const client = connect(anyServer(context, flags));
  const { id } = await findConnection(client, named);
  const { check, expiresAt } = await client.call("connections.check", { connection: id });
  const shown = { ...check, ...(expiresAt === undefined ? {} : { expiresAt }) };
  context.stdout.write(flags.json === true ? `${JSON.stringify(check, null, 2)}\n` : formatCheck(shown));
  return check.works ? exitCodes.success : exitCodes.failed;
}

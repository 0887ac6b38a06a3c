import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { ConnectFlags, ConnectKind } from "../connect.ts";
import { checkHere } from "./check-here.ts";
import { formatCheck } from "./format-check.ts";
import { readCredentials } from "./read-credentials.ts";

export interface Host {
  readonly kind: ConnectKind;
  readonly owner: string;
}

export async function connectHost(context: CommandContext, host: Host, flags: ConnectFlags): Promise<void> {
  const expiresAt = flags.expires === undefined ? undefined : readDate(flags.expires);
  const client = flags.check === true ? undefined : connect(anyServer(context, flags));
  const credentials = await readCredentials(context, flags);
  const baseUrl = flags.url;
  if (client === undefined) {
    const check = await checkHere({ ...host, baseUrl, credentials });
    context.stdout.write(flags.json === true ? `${JSON.stringify(check, null, 2)}\n` : formatCheck(check));
    return;
  }
  const connection = await client.call("connections.create", {
    ...host,
    name: flags.name ?? host.owner,
    credentials,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(flags.limit === undefined ? {} : { requestLimit: flags.limit }),
  });
  if (flags.json === true) context.stdout.write(`${JSON.stringify(connection, null, 2)}\n`);
  else context.stdout.write(`${visible(`Connected ${connection.name}.`)}\n${formatCheck(connection.check)}`);
}

function readDate(text: string): string {
  const isDate = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDate) return new Date(text).toISOString();
  throw new HeadraceError("invalid-argument", `"${text}" is not a date`, { mend: "write it as 2027-06-30" });
}

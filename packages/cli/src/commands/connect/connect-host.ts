import type { ForgeCredentials } from "@headrace/forges";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { readToken } from "../../input/read-token.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { anyServer } from "../../remote/find-server.ts";
import type { ConnectFlags, ConnectKind } from "../connect.ts";
import { checkHere } from "./check-here.ts";
import { formatCheck } from "./format-check.ts";

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

async function readCredentials(context: CommandContext, flags: ConnectFlags): Promise<ForgeCredentials> {
  const { email, clientId } = flags;
  if (email !== undefined && clientId !== undefined) {
    throw new HeadraceError("invalid-argument", "an email and a client's id belong to two kinds of credentials", {
      mend: "give --email with an API token, --client-id with a consumer's secret, or neither with an access token",
    });
  }
  const token = await readToken(context, {
    fromInput: flags.withToken === true,
    variable: "HEADRACE_FORGE_TOKEN",
    question: clientId === undefined ? "Token: " : "Secret of the consumer: ",
    mend: "make one on the host of code",
    longest: 4096,
  });
  if (email !== undefined) return { kind: "api-token", email, token };
  if (clientId !== undefined) return { kind: "oauth", clientId, clientSecret: token };
  return { kind: "access-token", token };
}

function readDate(text: string): string {
  const isDate = /^\d{4}-\d\d-\d\d(T[\d:.]+Z)?$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDate) return new Date(text).toISOString();
  throw new HeadraceError("invalid-argument", `"${text}" is not a date`, { mend: "write it as 2027-06-30" });
}

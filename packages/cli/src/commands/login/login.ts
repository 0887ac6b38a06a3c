import type { CommandContext } from "../../context.ts";
import { readToken } from "../../input/read-token.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { createCredentials } from "../../remote/credentials.ts";
import { originOf } from "../../remote/find-server.ts";
import type { LoginFlags } from "../login.ts";

export async function login(context: CommandContext, address: string, flags: LoginFlags): Promise<void> {
  const url = originOf(address, "the address");
  const token = await readToken(context, {
    fromInput: flags.withToken === true,
    variable: "HEADRACE_TOKEN",
    question: `Token for ${url}: `,
    mend: `make one on ${url}`,
  });
  const { organization } = flags;
  const server = { url, token, ...(organization === undefined ? {} : { organization }) };
  // A token that does not work is not kept.
  const me = await connect(server).call("me.get", {});
  const credentials = createCredentials(context);
  credentials.keep(server);
  const places = me.organizations.map(({ name, role }) => `${role} of ${name}`).join(", ");
  context.stdout.write(
    `${visible(`Logged in to ${url} as ${me.name}${places === "" ? "" : `, ${places}`}.`)}\n` +
      `The token is kept in ${visible(credentials.path)}.\n`,
  );
}

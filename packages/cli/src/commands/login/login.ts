import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { askHidden } from "../../input/ask-hidden.ts";
import { visible } from "../../output/visible.ts";
import { connect } from "../../remote/connect.ts";
import { createCredentials } from "../../remote/credentials.ts";
import { originOf } from "../../remote/find-server.ts";
import type { LoginFlags } from "../login.ts";

/** Characters of a token; ours have 47. */
const longestToken = 500;

export async function login(context: CommandContext, address: string, flags: LoginFlags): Promise<void> {
  const url = originOf(address, "the address");
  const token = await readToken(context, url, flags);
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

async function readToken(context: CommandContext, url: string, flags: LoginFlags): Promise<string> {
  const given = flags.withToken === true ? await readInput(context) : context.environment.HEADRACE_TOKEN;
  const token = (given ?? (await askHidden(context, `Token for ${url}: `)) ?? "").trim();
  if (/^[\x21-\x7e]+$/.test(token) && token.length <= longestToken) return token;
  throw new HeadraceError("invalid-argument", token === "" ? "no token was given" : "this is not a token", {
    mend: `make one on ${url}, and give it in HEADRACE_TOKEN, with --with-token on standard input, or in a terminal`,
  });
}

async function readInput({ stdin }: CommandContext): Promise<string> {
  let text = "";
  for await (const piece of stdin.setEncoding("utf8")) {
    text += piece;
    if (text.length > longestToken + 10) break;
  }
  return text;
}

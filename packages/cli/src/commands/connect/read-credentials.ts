import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { ForgeCredentials } from "@headrace/forges";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import { readToken } from "../../input/read-token.ts";
import type { ConnectFlags } from "../connect.ts";

const variable = "HEADRACE_FORGE_TOKEN";

/** What the flags speak of, with what is secret from where it is no argument. */
export async function readCredentials(context: CommandContext, flags: ConnectFlags): Promise<ForgeCredentials> {
  const { email, clientId, app } = flags;
  if ([email, clientId, app].filter((given) => given !== undefined).length > 1) {
    throw new HeadraceError("invalid-argument", "--email, --client-id and --app belong to different credentials", {
      mend: "give --email with an API token, --client-id with a consumer's secret, --app with --app-key, or none of them with an access token",
    });
  }
  if (app !== undefined || flags.appKey !== undefined) return await readApp(context, flags);
  const token = await ask(context, flags, clientId === undefined ? "Token: " : "Secret of the consumer: ");
  if (email !== undefined) return { kind: "api-token", email, token };
  if (clientId !== undefined) return { kind: "oauth", clientId, clientSecret: token };
  return { kind: "access-token", token };
}

/** An app can do without a user's token, so it is not asked for. */
async function readApp(context: CommandContext, flags: ConnectFlags): Promise<ForgeCredentials> {
  const { app: appId, appKey, installation: installationId, withToken = false } = flags;
  if (appId === undefined || appKey === undefined) {
    throw new HeadraceError("invalid-argument", "an app is known by its id and its private key", {
      mend: "give --app and --app-key together",
    });
  }
  const isBeside = withToken || (context.environment[variable] ?? "") !== "";
  return {
    kind: "app",
    appId,
    privateKey: await readKey(resolve(context.directory, appKey)),
    ...(installationId === undefined ? {} : { installationId }),
    ...(isBeside ? { token: await ask(context, flags, "Token of the user: ") } : {}),
  };
}

async function readKey(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new HeadraceError("invalid-argument", `the private key in ${path} cannot be read`, {
      mend: "name the file that GitHub gave when the key was generated",
      cause,
    });
  }
}

function ask(context: CommandContext, { withToken = false }: ConnectFlags, question: string): Promise<string> {
  const mend = "make one on the host of code";
  return readToken(context, { fromInput: withToken, variable, question, mend, longest: 4096 });
}

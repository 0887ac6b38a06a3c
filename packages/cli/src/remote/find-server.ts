import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";
import { createCredentials, type Login } from "./credentials.ts";

/** Of commands that can be asked of a server. */
export interface ServerFlags {
  readonly server?: string;
}

/** A server to talk to; without a token it answers what strangers may ask. */
export interface ServerAddress {
  readonly url: string;
  readonly token?: string;
  readonly organization?: string;
}

/** The server that is named by `--server` or HEADRACE_URL; undefined where none is. Throws `invalid-argument`. */
export function namedServer(context: CommandContext, flags: ServerFlags): ServerAddress | undefined {
  const fromEnvironment = said(context, "HEADRACE_URL");
  const named = flags.server ?? fromEnvironment;
  if (named === undefined) return undefined;
  const url = originOf(named, flags.server === undefined ? "HEADRACE_URL" : "--server");
  const organization = said(context, "HEADRACE_ORGANIZATION");
  const more = organization === undefined ? {} : { organization };
  const token = said(context, "HEADRACE_TOKEN");
  // A token in the environment is for the server in the environment: no other is shown it.
  const meant = fromEnvironment === undefined || originOf(fromEnvironment, "HEADRACE_URL") === url;
  if (token !== undefined && meant) return { url, token, ...more };
  return { ...(createCredentials(context).find(url) ?? { url }), ...more };
}

/** The server that is named, else the one that was logged in to last. Throws `invalid-argument` where there is none. */
export function anyServer(context: CommandContext, flags: ServerFlags): ServerAddress {
  const server = namedServer(context, flags) ?? lastLogin(context);
  if (server !== undefined) return server;
  throw new HeadraceError("invalid-argument", "no server is named", {
    mend: "log in with `headrace login https://headrace.example.org`, use --server, or set HEADRACE_URL and HEADRACE_TOKEN",
  });
}

export function lastLogin(context: CommandContext): Login | undefined {
  return createCredentials(context).list()[0];
}

/** The address without what comes after host and port. Throws `invalid-argument`. */
export function originOf(text: string, from: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw new HeadraceError("invalid-argument", `${from} is not the address of a server`, {
      mend: "write it as https://headrace.example.org",
    });
  }
  return url.origin;
}

function said({ environment }: CommandContext, name: string): string | undefined {
  return environment[name] === "" ? undefined : environment[name];
}

import { homedir } from "node:os";
import { isAbsolute, join, resolve } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../../context.ts";
import type { ServeFlags } from "../serve.ts";

/** What a server is started with, from flags and the environment. */
export interface ServerSettings {
  /** Absolute. */
  readonly dataDirectory: string;
  readonly database?: string;
  /** Without a slash at the end; where it is not said, what the server listens at. */
  readonly publicUrl?: string;
  readonly bootstrapToken?: string;
  readonly masterKey?: string;
  readonly previousMasterKey?: string;
  /** By which notifications are mailed. */
  readonly mail?: { readonly url: string; readonly from: string };
}

/** Throws `invalid-argument`. */
export function serverSettings(
  { environment, directory }: CommandContext,
  flags: Pick<ServeFlags, "data" | "database" | "demo">,
): ServerSettings {
  const said = (name: string): string | undefined => (environment[name] === "" ? undefined : environment[name]);
  const database = flags.database ?? said("HEADRACE_DATABASE");
  const publicUrl = said("HEADRACE_PUBLIC_URL");
  const bootstrapToken = said("HEADRACE_BOOTSTRAP_TOKEN");
  const masterKey = said("HEADRACE_MASTER_KEY");
  const previousMasterKey = said("HEADRACE_MASTER_KEY_PREVIOUS");
  const mail = checkedMail(said("HEADRACE_SMTP_URL"), said("HEADRACE_MAIL_FROM"));
  return {
    dataDirectory: resolve(
      directory,
      flags.data ?? said("HEADRACE_DATA") ?? userDataDirectory(environment, flags.demo === true),
    ),
    ...(database === undefined ? {} : { database: checkedDatabase(database) }),
    ...(publicUrl === undefined ? {} : { publicUrl: checkedPublicUrl(publicUrl) }),
    ...(bootstrapToken === undefined ? {} : { bootstrapToken }),
    ...(masterKey === undefined ? {} : { masterKey }),
    ...(previousMasterKey === undefined ? {} : { previousMasterKey }),
    ...(mail === undefined ? {} : { mail }),
  };
}

/** A demonstration trusts its pipelines: it shares nothing with a server that may not. */
function userDataDirectory(environment: CommandContext["environment"], demo: boolean): string {
  const { XDG_DATA_HOME } = environment;
  const shared =
    XDG_DATA_HOME !== undefined && isAbsolute(XDG_DATA_HOME) ? XDG_DATA_HOME : join(homedir(), ".local", "share");
  return join(shared, demo ? "headrace-demo" : "headrace");
}

function checkedDatabase(text: string): string {
  if (/^postgres(?:ql)?:\/\//.test(text) && URL.canParse(text)) return text;
  // The text may hold a password and is not repeated.
  throw new HeadraceError("invalid-argument", "the database is not the URL of a PostgreSQL", {
    mend: "write it as postgres://user:password@host:port/name",
  });
}

function checkedMail(url: string | undefined, from: string | undefined): ServerSettings["mail"] {
  if (url === undefined && from === undefined) return undefined;
  const server = url !== undefined && URL.canParse(url) ? new URL(url) : undefined;
  if (url !== undefined && from?.includes("@") === true && server?.hostname && /^smtps?:$/.test(server.protocol)) {
    return { url, from };
  }
  // The text may hold a password and is not repeated.
  throw new HeadraceError("invalid-argument", "HEADRACE_SMTP_URL and HEADRACE_MAIL_FROM do not say how mail is sent", {
    mend: "write both, as smtps://user:password@mail.example.org and Headrace <ci@example.org>",
  });
}

function checkedPublicUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain =
    url !== undefined && url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "";
  if (url !== undefined && isPlain && /^https?:$/.test(url.protocol)) return url.origin;
  throw new HeadraceError("invalid-argument", `HEADRACE_PUBLIC_URL is not the address of a server: ${text}`, {
    mend: "write it as https://headrace.example.org, without a path",
  });
}

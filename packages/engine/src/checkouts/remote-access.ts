import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import { environmentError } from "../environment-error.ts";
import { isWithin } from "../files/link-target.ts";
import { type AddressRules, type ResolvedHost, refusePrivateAddress } from "../net/index.ts";
import type { GitRequest } from "./git-program.ts";
import type { Remote } from "./remote.ts";

/** What a host is shown; an SSH key as the text of its private file. */
export type Credentials = { readonly username: string; readonly password: string } | { readonly sshKey: string };

/**
 * Null for a repository that everybody may read. `repositoryId` is whose mirror it is for, `submoduleOf` the id of the
 * repository that names this URL as a submodule.
 */
export type CredentialSource = (
  url: string,
  asked: { readonly repositoryId: string; readonly submoduleOf?: string },
) => Promise<Credentials | null>;

export interface AccessRules extends AddressRules {
  /** All paths, or those below these directories. */
  readonly allowLocalPaths: boolean | readonly string[];
  /** Absolute; the mirrors' own, which is never a repository to fetch from. */
  readonly directory: string;
}

/** The part of a call to git that reaches a remote, and what must not be seen in its complaints. */
export interface RemoteAccess extends AsyncDisposable, Required<Pick<GitRequest, "settings" | "environment">> {
  readonly host?: ResolvedHost;
  readonly hide: (text: string) => string;
}

/**
 * Judges a remote and prepares the one call that reaches it. Throws `address-refused`, `invalid-argument`,
 * `infrastructure`.
 */
export async function openAccess(
  remote: Remote,
  rules: AccessRules,
  credentials: Credentials | null,
): Promise<RemoteAccess> {
  switch (remote.kind) {
    case "local":
      return await localAccess(remote.url, rules);
    case "http":
      return await httpAccess(remote.url, rules, credentials);
    case "ssh":
      return await sshAccess(remote, rules, credentials);
  }
}

async function localAccess(path: string, { allowLocalPaths, directory }: AccessRules): Promise<RemoteAccess> {
  const place = await realpath(path).catch(() => path);
  const roots = typeof allowLocalPaths === "boolean" ? (allowLocalPaths ? ["/"] : []) : allowLocalPaths;
  const real = await Promise.all(roots.map((root) => realpath(root).catch(() => root)));
  const own = await realpath(directory).catch(() => directory);
  if (!real.some((root) => isWithin(root, place)) || isWithin(own, place)) {
    throw new HeadraceError("address-refused", `the path ${JSON.stringify(path)} is not one that may be fetched from`, {
      mend: "name the directory of local repositories when the server is started, or give a URL",
    });
  }
  return access({ settings: [], environment: { GIT_ALLOW_PROTOCOL: "file" } });
}

async function httpAccess(text: string, rules: AccessRules, credentials: Credentials | null): Promise<RemoteAccess> {
  const url = new URL(text);
  if (url.protocol === "http:" && rules.allowPrivateHosts !== true) {
    throw new HeadraceError("address-refused", "the repository's URL is http:, which anybody on the way can read", {
      mend: "use https://, or allow private hosts when the host is one of your own network",
    });
  }
  const host = await refusePrivateAddress(url, rules);
  const port = url.port === "" ? (url.protocol === "https:" ? "443" : "80") : url.port;
  const addresses = host.addresses.map((address) => (isIP(address) === 6 ? `[${address}]` : address));
  const settings: [string, string][] =
    isIP(host.name) === 0 ? [["http.curloptResolve", `${host.name}:${port}:${addresses.join(",")}`]] : [];
  const environment: Record<string, string> = { GIT_ALLOW_PROTOCOL: url.protocol.slice(0, -1) };
  if (credentials === null) return access({ settings, environment, host });
  if (!("password" in credentials)) throw wrongKind("a user and a password or token");
  const { username, password } = credentials;
  if (/[\r\n\0]/.test(username + password)) {
    throw new HeadraceError("invalid-argument", "the credentials hold a line end", { mend: "store them without it" });
  }
  // Git hands them only to this origin. The helper is a constant: the values are in the environment of git alone.
  settings.push([`credential.${url.origin}.helper`, helper]);
  environment.HEADRACE_GIT_USERNAME = username;
  environment.HEADRACE_GIT_PASSWORD = password;
  const encoded = Buffer.from(`${username}:${password}`).toString("base64");
  const forms = [password, encodeURIComponent(password), encoded].filter((form) => form !== "");
  const hide = (complaint: string): string => forms.reduce((seen, form) => seen.replaceAll(form, "***"), complaint);
  return access({ settings, environment, host, hide });
}

const helper =
  '!f() { test "$1" = get && printf "username=%s\\npassword=%s\\n" "$HEADRACE_GIT_USERNAME" "$HEADRACE_GIT_PASSWORD"; }; f';

async function sshAccess(
  { host: name }: Remote & { kind: "ssh" },
  rules: AccessRules,
  credentials: Credentials | null,
): Promise<RemoteAccess> {
  const host = await refusePrivateAddress(`ssh://${name}/`, rules);
  const [address = host.name] = host.addresses;
  const words = [
    "ssh -F /dev/null -o BatchMode=yes -o ConnectTimeout=20 -o ServerAliveInterval=15 -o CheckHostIP=no",
    "-o StrictHostKeyChecking=accept-new -o PermitLocalCommand=no -o ForwardAgent=no -o IdentityAgent=none",
    // To the address that was judged, by the name that its key is known by.
    `-o HostName=${quote(address)} -o HostKeyAlias=${quote(host.name)}`,
    `-o UserKnownHostsFile=${quote(join(rules.directory, "known-hosts"))}`,
  ];
  const environment = { GIT_ALLOW_PROTOCOL: "ssh", GIT_SSH_VARIANT: "ssh" };
  if (credentials === null) {
    // Never by the keys of whoever runs the server: what they open is not for everybody who names a URL.
    const command = [...words, "-o IdentitiesOnly=yes -o IdentityFile=none"].join(" ");
    return access({ settings: [], environment: { ...environment, GIT_SSH_COMMAND: command }, host });
  }
  if (!("sshKey" in credentials)) throw wrongKind("an SSH key");
  // Ssh reads a key from a file alone. It lies in a directory of its own while this call runs.
  const place = await mkdtemp(join(rules.directory, "key-"));
  const file = join(place, "key");
  const remove = (): Promise<void> => rm(place, { recursive: true, force: true });
  try {
    await writeFile(file, `${credentials.sshKey.trimEnd()}\n`, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    await remove();
    throw environmentError(cause, "write the key for a connection");
  }
  const command = [...words, `-o IdentitiesOnly=yes -i ${quote(file)}`].join(" ");
  return access({ settings: [], environment: { ...environment, GIT_SSH_COMMAND: command }, host, remove });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

function wrongKind(wanted: string): HeadraceError {
  return new HeadraceError(
    "invalid-argument",
    `this repository's URL asks for ${wanted}, and other credentials were given`,
    {
      mend: "change the URL or the credentials of the connection",
    },
  );
}

function access(
  parts: Pick<RemoteAccess, "settings" | "environment"> & {
    readonly host?: ResolvedHost;
    readonly hide?: (text: string) => string;
    readonly remove?: () => Promise<void>;
  },
): RemoteAccess {
  const { settings, environment, host, hide = (text: string) => text, remove = async () => {} } = parts;
  return { settings, environment, hide, ...(host === undefined ? {} : { host }), [Symbol.asyncDispose]: remove };
}

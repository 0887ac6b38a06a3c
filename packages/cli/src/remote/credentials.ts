import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import type { CommandContext } from "../context.ts";

/** What `headrace login` keeps of a server. */
export interface Login {
  /** The server's origin. */
  readonly url: string;
  readonly token: string;
  /** Which organization is meant, of several. */
  readonly organization?: string;
}

/** The logins, the last one made first; in one file that its owner alone can read. */
export interface Credentials {
  readonly path: string;
  list(): readonly Login[];
  find(url: string): Login | undefined;
  keep(login: Login): void;
  /** False where there was none. */
  forget(url: string): boolean;
}

export function createCredentials({ environment }: Pick<CommandContext, "environment">): Credentials {
  const { XDG_CONFIG_HOME } = environment;
  const root =
    XDG_CONFIG_HOME !== undefined && isAbsolute(XDG_CONFIG_HOME) ? XDG_CONFIG_HOME : join(homedir(), ".config");
  const path = join(root, "headrace", "servers.json");
  const list = (): readonly Login[] => readLogins(path);
  const write = (logins: readonly Login[]): void => {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Never half written, and never readable by others, not even for a moment.
    const temporary = `${path}.${randomUUID()}`;
    try {
      writeFileSync(temporary, `${JSON.stringify({ servers: logins }, null, 2)}\n`, { mode: 0o600, flag: "wx" });
      renameSync(temporary, path);
    } catch (cause) {
      rmSync(temporary, { force: true });
      throw new HeadraceError("data-directory-unwritable", `the login cannot be kept in ${path}`, { cause });
    }
  };
  return {
    path,
    list,
    find: (url) => list().find((login) => login.url === url),
    keep: (login) => write([login, ...list().filter(({ url }) => url !== login.url)]),
    forget: (url) => {
      const before = list();
      const after = before.filter((login) => login.url !== url);
      if (after.length < before.length) write(after);
      return after.length < before.length;
    },
  };
}

function readLogins(path: string): readonly Login[] {
  let text: string;
  try {
    const { mode } = statSync(path);
    if (process.platform !== "win32" && (mode & 0o077) !== 0) {
      throw new HeadraceError("invalid-argument", `${path} holds tokens, and others on this machine can read it`, {
        mend: `keep it for yourself: chmod 600 ${path}`,
      });
    }
    text = readFileSync(path, "utf8");
  } catch (error) {
    if (error instanceof HeadraceError) throw error;
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw new HeadraceError("invalid-argument", `${path} cannot be read`, { cause: error });
  }
  try {
    const { servers } = JSON.parse(text);
    return Array.isArray(servers) ? servers.filter(isLogin) : [];
  } catch (cause) {
    throw new HeadraceError("invalid-argument", `${path} is not what headrace login writes`, {
      cause,
      mend: "remove it, and log in again",
    });
  }
}

function isLogin(value: unknown): value is Login {
  return (
    typeof value === "object" &&
    value !== null &&
    "url" in value &&
    typeof value.url === "string" &&
    "token" in value &&
    typeof value.token === "string"
  );
}

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { HeadraceError } from "@headrace/pipeline";
import { listProcesses } from "./process-table.ts";
import type { RunAs } from "./run-as.ts";

/** As whom stages are to run, as whoever starts the server says it. */
export interface RunAsRequest {
  /** A name: stages run as the user ids that are subordinate to it (`/etc/subuid`), or as itself where it has none. */
  readonly user?: string;
  /** `FIRST:COUNT`, of user ids that are nobody else's. Wins over those subordinate to a user. */
  readonly range?: string;
}

export interface RunAsFiles {
  /** The texts of /etc/subuid and /etc/passwd, unless said. */
  readonly subordinates?: string;
  readonly accounts?: string;
}

/** Stages at once, at most, of a user's subordinate ids. */
const most = 1_000;

/** Throws `invalid-argument` for what stages cannot run as. */
export async function resolveRunAs({ user, range }: RunAsRequest, files: RunAsFiles = {}): Promise<RunAs> {
  if (process.platform === "win32" || process.getuid?.() !== 0) {
    throw refused("only a server that is started as root can run stages as other users", {
      mend: "start it as root with --run-as USER: stages then run as USER's subordinate users, never as root",
    });
  }
  const accounts = files.accounts ?? readOrEmpty("/etc/passwd");
  if (range !== undefined) return checked(parseRange(range), accounts);
  if (user === undefined) throw refused("there is no user to run stages as", { mend: "say --run-as USER" });
  const uid = idOf(user, "-u");
  if (uid === 0) throw refused("stages do not run as root", { mend: "choose a user that is for stages alone" });
  const subordinates = subordinatesOf(user, uid, files.subordinates ?? readOrEmpty("/etc/subuid"));
  if (subordinates !== null) return checked(subordinates, accounts);
  await refuseBusy(user, uid);
  return { first: uid, count: 1, group: idOf(user, "-g") };
}

function parseRange(text: string): RunAs {
  const found = /^(\d{1,10}):(\d{1,10})$/.exec(text);
  const [first, count] = [Number(found?.[1]), Number(found?.[2])];
  // The last id stands for none. Source: chown(2).
  if (found !== null && first > 0 && count > 0 && first + count < 2 ** 32 - 1) return { first, count };
  throw refused(`"${text}" is no range of user ids`, { mend: "write FIRST:COUNT, such as 100000:1000" });
}

/** An id in the range that has an account would give stages what is that account's. */
function checked(range: RunAs, accounts: string): RunAs {
  const { first, count } = range;
  for (const line of accounts.split("\n")) {
    const [name, , uid] = line.split(":");
    if (uid === undefined || uid === "") continue;
    if (Number(uid) >= first && Number(uid) < first + count) {
      throw refused(`the range ${first}:${count} holds the user ${name}`, {
        mend: "choose a range in which nobody has an account",
      });
    }
  }
  return range;
}

/** Lines of `name:first:count`, where the name may be the user's id. Source: subuid(5). */
function subordinatesOf(user: string, uid: number, text: string): RunAs | null {
  for (const line of text.split("\n")) {
    const [name, first, count] = line.split(":");
    if (name !== user && name !== String(uid)) continue;
    const range = parseRange(`${first}:${count}`);
    return { first: range.first, count: Math.min(range.count, most) };
  }
  return null;
}

/** All that runs as this user would be ended with a stage. */
async function refuseBusy(user: string, uid: number): Promise<void> {
  const others = (await listProcesses({ of: (each) => each === uid })).filter(({ tokens }) => tokens.length === 0);
  if (others.length === 0) return;
  throw refused(`the user ${user} runs other programs (${others.length}), which would be ended with a stage`, {
    mend: "make a user for stages alone: `useradd --no-create-home headrace-stages`",
  });
}

function idOf(user: string, option: "-u" | "-g"): number {
  try {
    return Number(execFileSync("id", [option, "--", user], { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }));
  } catch (cause) {
    throw refused(`there is no user "${user}" on this machine`, {
      cause,
      mend: "make one for stages alone: `useradd --no-create-home headrace-stages`",
    });
  }
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}

function refused(message: string, options: { readonly mend: string; readonly cause?: unknown }): HeadraceError {
  return new HeadraceError("invalid-argument", message, options);
}

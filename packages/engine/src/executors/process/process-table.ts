import { execFile } from "node:child_process";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";
import { markVariable, tokensOf } from "./mark.ts";

export interface ProcessEntry {
  readonly pid: number;
  /** Its real user id. */
  readonly user: number;
  readonly parent: number;
  readonly processGroup: number;
  /** 0 where the system does not say. */
  readonly session: number;
  /** Clock ticks since boot, to tell a process from a later one with its id; empty where unknown. */
  readonly startTime: string;
  /** The tokens of its mark; empty when it has none or belongs to another user. */
  readonly tokens: readonly string[];
}

/** Processes looked at before others get a turn: about 2 ms. */
const sliceLength = 64;

/**
 * Node reads a small file as UTF-8 in two thirds of the time of any other encoding. What is no UTF-8 becomes replacement
 * characters, never the end of a field: those bytes are ASCII, and so is what is looked for between them.
 */
const quickEncoding = "utf8";

/** Process ids given after one and up to another; ids start again from below when they run out. */
export interface PidRange {
  readonly after: number;
  readonly upTo: number;
}

export interface ProcessChoice {
  /** All unless said. */
  readonly range?: PidRange;
  /** Of Linux: the only ids to look at; all unless said. */
  readonly among?: readonly number[];
  /** Whose, by user id; this user's unless said. */
  readonly of?: (user: number) => boolean;
  /** By id, from an earlier list: where they are still the same processes, they are not asked for their marks again. */
  readonly known?: ReadonlyMap<number, ProcessEntry>;
}

/** Every live process of a user, or those of them in a range of ids; zombies are left out. */
export async function listProcesses(choice: ProcessChoice = {}): Promise<readonly ProcessEntry[]> {
  return process.platform === "linux" ? readProcDirectory(choice) : listWithPs(choice.of ?? ofThisUser);
}

/** Where there are no users, everybody is this one. */
export function ofThisUser(user: number): boolean {
  return process.getuid === undefined || user === process.getuid();
}

/** The id that was given last; null where the system does not say. Source: proc_loadavg(5). */
export function lastPid(): number | null {
  if (process.platform !== "linux") return null;
  try {
    const pid = Number(readFileSync("/proc/loadavg", "latin1").trim().split(" ").at(-1));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isWithin(pid: number, { after, upTo }: PidRange): boolean {
  return after <= upTo ? pid > after && pid <= upTo : pid > after || pid <= upTo;
}

async function readProcDirectory(choice: ProcessChoice): Promise<readonly ProcessEntry[]> {
  const { range, among = allPids(), of = ofThisUser, known } = choice;
  const entries: ProcessEntry[] = [];
  let looked = 0;
  for (const pid of among) {
    if (range !== undefined && !isWithin(pid, range)) continue;
    if (++looked % sliceLength === 0) await nextTurn();
    // Another user's process is not ours even when, as root, we could read its environment.
    const owner = statSync(`/proc/${pid}`, { throwIfNoEntry: false })?.uid;
    if (owner === undefined) continue;
    // What forbids to be looked into belongs to root there, whoever runs it.
    const user = owner === 0 && !of(0) ? realUser(pid) : owner;
    if (user === null || !of(user)) continue;
    const entry = readProcess(pid, known?.get(pid));
    if (entry !== null) entries.push({ ...entry, user });
  }
  return entries;
}

function allPids(): readonly number[] {
  return readdirSync("/proc").map(Number).filter(Number.isInteger);
}

/** Null when there is no such process any more, or only its zombie. Linux. */
function readProcess(pid: number, before: ProcessEntry | undefined): Omit<ProcessEntry, "user"> | null {
  const status = readStatus(pid);
  if (status === null) return null;
  const isSame = before !== undefined && before.startTime === status.startTime;
  return { ...status, pid, tokens: isSame ? before.tokens : readTokens(pid) };
}

function realUser(pid: number): number | null {
  try {
    const user = /^Uid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
    return user === undefined ? null : Number(user);
  } catch {
    return null;
  }
}

function readStatus(pid: number): Omit<ProcessEntry, "pid" | "user" | "tokens"> | null {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, quickEncoding);
  } catch {
    return null;
  }
  // The second field is the program's name in parentheses and may itself hold blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  const [state, parent, processGroup, session] = fields;
  if (state === undefined || state === "Z" || state === "X") return null;
  return {
    parent: Number(parent),
    processGroup: Number(processGroup),
    session: Number(session),
    startTime: fields[19] ?? "",
  };
}

function readTokens(pid: number): readonly string[] {
  let environment: string;
  try {
    environment = readFileSync(`/proc/${pid}/environ`, quickEncoding);
  } catch {
    return [];
  }
  const start = environment.startsWith(`${markVariable}=`) ? 0 : environment.indexOf(`\0${markVariable}=`) + 1;
  if (start === 0 && !environment.startsWith(`${markVariable}=`)) return [];
  const end = environment.indexOf("\0", start);
  return tokensOf(environment.slice(start + markVariable.length + 1, end === -1 ? undefined : end));
}

/** Null when there is no such process any more, or only its zombie. */
export function referenceTo(pid: number): Pick<ProcessEntry, "pid" | "startTime"> | null {
  if (process.platform !== "linux") return isAlive({ pid, startTime: "" }) ? { pid, startTime: "" } : null;
  const status = readStatus(pid);
  return status === null ? null : { pid, startTime: status.startTime };
}

/** This process and those above it. */
export function ownLine(entries: readonly ProcessEntry[]): ReadonlySet<number> {
  const parents = new Map(entries.map(({ pid, parent }) => [pid, parent]));
  const line = new Set<number>();
  // Above the first process of another user nothing is ours.
  for (let pid: number | undefined = process.pid; pid !== undefined && !line.has(pid); pid = parents.get(pid)) {
    line.add(pid);
  }
  return line;
}

/** Whether this very process, not a later one with its id, still runs. */
export function isAlive(entry: Pick<ProcessEntry, "pid" | "startTime">): boolean {
  if (process.platform === "linux") return readStatus(entry.pid)?.startTime === entry.startTime;
  try {
    process.kill(entry.pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Whether anything is in a process group, a zombie too. */
export function hasProcesses(processGroup: number): boolean {
  try {
    process.kill(-processGroup, 0);
    return true;
  } catch {
    return false;
  }
}

/** macOS and the BSDs: `ps` shows the environment of the caller's own processes after the command. */
async function listWithPs(of: (user: number) => boolean): Promise<readonly ProcessEntry[]> {
  const psArguments = ["-axww", "-E", "-o", "pid=,ppid=,pgid=,uid=,stat=,command="];
  const text = await new Promise<string>((resolve) => {
    const options = { maxBuffer: 64 * 1024 * 1024, encoding: "latin1" } as const;
    execFile("ps", psArguments, options, (_error, stdout) => resolve(stdout));
  });
  return parsePs(text).filter(({ user }) => of(user));
}

/** Reads what `ps -o pid=,ppid=,pgid=,uid=,stat=,command=` prints, zombies left out. */
export function parsePs(text: string): readonly ProcessEntry[] {
  const entries: ProcessEntry[] = [];
  for (const line of text.split("\n")) {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s(.*)$/.exec(line);
    if (match === null || (match[5] ?? "").startsWith("Z")) continue;
    const rest = match[6] ?? "";
    const start = rest.indexOf(` ${markVariable}=`);
    const value = start === -1 ? "" : (rest.slice(start + markVariable.length + 2).split(" ", 1)[0] ?? "");
    entries.push({
      pid: Number(match[1]),
      parent: Number(match[2]),
      processGroup: Number(match[3]),
      user: Number(match[4]),
      session: 0,
      startTime: "",
      tokens: value === "" ? [] : tokensOf(value),
    });
  }
  return entries;
}

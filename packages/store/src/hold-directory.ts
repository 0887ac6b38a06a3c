import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { HeadraceError } from "@headrace/pipeline";
import { prepareDirectory } from "./prepare-directory.ts";

/** A data directory that is this process's own, against other servers; a run beside it holds nothing. */
export interface DirectoryHold extends Disposable {
  /** Tells whoever is refused where this server can be found. */
  listensAt(url: string): void;
}

/**
 * Takes a data directory for one server, and makes it where it is not there. The system itself ends the hold with the
 * process, however that dies, so that there is no stale one to judge: it is the lock that SQLite has on a file. Throws
 * `data-directory-held`, saying who has it, and what `openStore` throws.
 */
export function holdDirectory(directory: string): DirectoryHold {
  const root = resolve(directory);
  prepareDirectory(root);
  const note = join(root, "server.json");
  const lock = new DatabaseSync(join(root, "server.lock"), { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (cause) {
    lock.close();
    throw new HeadraceError("data-directory-held", `${whoHas(note)} the data directory ${root}`, {
      cause,
      mend: "stop that server first, or give this one a directory of its own with --data",
    });
  }
  const since = new Date().toISOString();
  const write = (more: { readonly url?: string }): void => {
    writeFileSync(note, `${JSON.stringify({ pid: process.pid, since, ...more })}\n`, { mode: 0o600 });
  };
  write({});
  return {
    listensAt: (url) => write({ url }),
    [Symbol.dispose]() {
      rmSync(note, { force: true });
      lock.close();
    },
  };
}

/** Where the server that holds this directory can be found; undefined where none says so. */
export function serverOf(directory: string): string | undefined {
  const { url } = readNote(join(resolve(directory), "server.json"));
  return typeof url === "string" ? url : undefined;
}

function whoHas(note: string): string {
  const { pid, since, url } = readNote(note);
  // It has just begun, or is just ending.
  if (typeof pid !== "number" || typeof since !== "string") return "another server has";
  return `the server with process id ${pid}${typeof url === "string" ? ` at ${url}` : ""} has since ${since}`;
}

function readNote(path: string): Readonly<Record<"pid" | "since" | "url", unknown>> {
  const nothing = { pid: undefined, since: undefined, url: undefined };
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    return typeof value === "object" && value !== null ? { ...nothing, ...value } : nothing;
  } catch {
    return nothing;
  }
}

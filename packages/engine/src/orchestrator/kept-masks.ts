import { closeSync, constants, lstatSync, mkdirSync, openSync, readFileSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { environmentError } from "../environment-error.ts";
import { systemCodeOf } from "../files/system-code.ts";

/**
 * The values that steps gave to `::add-mask::`, kept so that a resume masks them again: a stage that is finished is not
 * run again, but what it signed in with may lie in files that later stages print. They stand in the clear, since
 * nothing outlives a killed process that could decrypt them; therefore never in the data directory, but in a file that
 * only this user can read, among what is removed when the execution ends.
 */
export interface KeptMasks {
  /** What the run that died had kept; nothing where there is nothing. Throws when the file is not this user's own. */
  read(): readonly string[];
  /** Keeps a value, once. Throws when it cannot be kept safely. */
  keep(value: string): void;
}

/** @param file absolute; its directory is made, for this user alone, when the first value is kept. */
export function createKeptMasks(file: string): KeptMasks {
  const kept = new Set<string>();
  return {
    read() {
      let text: string;
      try {
        // Nearly always; an error that is caught costs a stack trace.
        if (lstatSync(dirname(file), { throwIfNoEntry: false }) === undefined) return [];
        refuseForeign(dirname(file), passable);
        refuseForeign(file);
        text = readFileSync(file, "utf8");
      } catch (cause) {
        if (systemCodeOf(cause) === "ENOENT") return [];
        throw environmentError(cause, `read the masks in ${file}`);
      }
      // A line that was being written when the process died is not whole, and was not yet obeyed.
      for (const line of text.split("\n").slice(0, -1)) kept.add(Buffer.from(line, "base64").toString("utf8"));
      return [...kept];
    },
    keep(value) {
      if (kept.has(value)) return;
      try {
        const directory = dirname(file);
        mkdirSync(directory, { recursive: true, mode: 0o700 });
        refuseForeign(directory, passable);
        const { O_APPEND, O_CREAT, O_NOFOLLOW, O_WRONLY } = constants;
        const opened = openSync(file, O_APPEND | O_CREAT | O_WRONLY | (O_NOFOLLOW ?? 0), 0o600);
        try {
          // Encoded only so that a value of several lines is one line here.
          writeSync(opened, `${Buffer.from(value, "utf8").toString("base64")}\n`);
        } finally {
          closeSync(opened);
        }
      } catch (cause) {
        throw environmentError(cause, `keep a mask in ${file}`);
      }
      kept.add(value);
    },
  };
}

/** Of a directory: others may go through it, to what is theirs below it, and see nothing of it. */
const passable = 0o011;

/** In a directory that everybody may write to, somebody else may have put something in its place. */
function refuseForeign(path: string, allowed = 0): void {
  const { uid, mode } = lstatSync(path);
  const own = process.getuid?.();
  // The bits of other systems say nothing; a link has all of them.
  if (own === undefined) return;
  if (uid !== own || (mode & 0o077 & ~allowed) !== 0) throw new Error("it is not this user's alone");
}

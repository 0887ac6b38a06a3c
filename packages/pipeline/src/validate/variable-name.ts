import type { Reference } from "../expressions/index.ts";

/** Variables that programs obey: text from outside is not put into one of these. */
const obeyed = /^(?:PATH|HOME|LANG|TZ|TERM|PWD|IFS|ENV|CI|SHELL|USER|BASH_ENV|NODE_OPTIONS|LD_.*|HEADRACE.*)$/;

/** What a variable is called that holds what an expression reads: `BRANCH` for `git.branch`. */
export function variableNameOf({ context, path }: Reference): string {
  const last = path.findLast((part) => typeof part === "string") ?? context;
  if (context === "env") return last;
  const name = last
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replace(/[^A-Za-z0-9]+/g, "_")
    .toUpperCase();
  return /^[A-Z_]/.test(name) && !obeyed.test(name) ? name : `VALUE_${name}`;
}

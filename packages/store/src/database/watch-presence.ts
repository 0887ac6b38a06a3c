import { statSync } from "node:fs";
import { dirname } from "node:path";
import { HeadraceError } from "@headrace/pipeline";

/**
 * A check that the file that was opened still stands at its path. SQLite goes on writing to one that was removed, and
 * all of it is lost at the end: a step with `git clean -fdx` takes the data directory along.
 * What is returned throws `data-directory-gone`; it costs a system call.
 */
export function watchPresence(path: string): () => void {
  const opened = identityOf(path);
  return () => {
    if (identityOf(path) === opened) return;
    throw new HeadraceError(
      "data-directory-gone",
      `the data directory ${dirname(path)} was removed or replaced during the run, and what was kept in it is lost`,
      { mend: "see which step removes it, or keep it elsewhere with --data" },
    );
  };
}

function identityOf(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found === undefined ? undefined : `${found.dev}/${found.ino}`;
}

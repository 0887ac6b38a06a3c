import { readFile, realpath } from "node:fs/promises";
import { isAbsolute, resolve, sep } from "node:path";
import type { TreeSource } from "@headrace/engine";
import type { GitContext } from "@headrace/execution";
import { noGit, readGitDetails, readGitHead } from "@headrace/library/project";
import type { RepositoriesTable } from "@headrace/store/server";
import { Problem } from "../problems/problem.ts";
import { systemCodeOf } from "../values/system-code.ts";

/** A repository's files at one commit. */
export interface Source {
  readonly git: GitContext;
  /** Absolute; what the plan's stages start from where there are no `trees`. */
  readonly projectDirectory: string;
  readonly trees?: TreeSource;
  /** A file below the root, with `/`; null when there is none. */
  readFile(path: string): Promise<string | null>;
}

export interface Sources {
  /** Finds the commit that is meant, and reads what git knows of it. Throws `Problem`. */
  open(repository: RepositoriesTable, wanted: Partial<GitContext>): Promise<Source>;
  /** The trees of an execution that is taken up again; undefined where it works from the project directory. */
  trees(repository: RepositoriesTable, git: GitContext): Promise<TreeSource | undefined>;
}

/** Bytes of the largest definition that is read. */
const largestFile = 5 * 1024 * 1024;

/** Repositories that are directories of this machine, with their files as they lie there. */
export function createDirectorySources(): Sources {
  return {
    async open({ name, location, default_branch: defaultBranch }, wanted) {
      if (!isAbsolute(location)) {
        throw new Problem("not-supported", `the repository "${name}" is not a directory of this machine`);
      }
      const head = await readGitHead(location);
      const details = await readGitDetails(location);
      return {
        git: { ...noGit, ...head, ...details, defaultBranch, ...wanted },
        projectDirectory: location,
        readFile: (path) => readBelow(location, path),
      };
    },
    trees: async () => undefined,
  };
}

async function readBelow(root: string, path: string): Promise<string | null> {
  try {
    const directory = await realpath(root);
    const file = await realpath(resolve(directory, path));
    if (!file.startsWith(directory + sep)) return null;
    const text = await readFile(file, "utf8");
    return text.length > largestFile ? null : text;
  } catch (cause) {
    if (systemCodeOf(cause) === "ENOENT" || systemCodeOf(cause) === "EISDIR") return null;
    throw cause;
  }
}

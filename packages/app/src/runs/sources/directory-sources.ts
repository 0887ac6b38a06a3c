import { readFile, realpath, stat } from "node:fs/promises";
import { resolve, sep } from "node:path";
import { noGit } from "@headrace/library/project";
import { HeadraceError } from "@headrace/pipeline";
import { systemCodeOf } from "../../values/system-code.ts";
import { largestDefinition, type Sources } from "./sources.ts";

/** Directories of this machine that git knows nothing of, with their files as they lie there. */
export function createDirectorySources(): Sources {
  return {
    async open({ location, default_branch: defaultBranch }, { git }) {
      if (!(await isDirectory(location)))
        throw new HeadraceError("repository-unreachable", `the repository's place ${location} is no directory here`, {
          mend: "put the repository there, where the server may read it, or change its location",
        });
      return {
        git: { ...noGit, defaultBranch, ...git },
        projectDirectory: location,
        readFile: (path) => readBelow(location, path),
        changedSince: async () => null,
      };
    },
    between: async () => null,
    trees: async () => undefined,
  };
}

async function isDirectory(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (cause) {
    // Not there, not to be looked at, or a circle of links: nothing starts from it either way.
    if (systemCodeOf(cause) !== undefined) return false;
    throw cause;
  }
}

async function readBelow(root: string, path: string): Promise<string | null> {
  try {
    const directory = await realpath(root);
    const file = await realpath(resolve(directory, path));
    if (!file.startsWith(directory + sep)) return null;
    const text = await readFile(file, "utf8");
    return text.length > largestDefinition ? null : text;
  } catch (cause) {
    if (["ENOENT", "ENOTDIR", "EISDIR"].includes(systemCodeOf(cause) ?? "")) return null;
    throw cause;
  }
}

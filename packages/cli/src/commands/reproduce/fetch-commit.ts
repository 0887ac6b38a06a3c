import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { HeadraceError } from "@headrace/pipeline";
import { visible } from "../../output/visible.ts";

export interface FetchCommit {
  /** Full id. */
  readonly commit: string;
  /** Absolute; a repository here that may have it. */
  readonly here: string;
  /** Where else it can be cloned from. */
  readonly location?: string;
  /** Absolute; empty or not there yet. */
  readonly into: string;
}

/** Puts the files of a commit into a directory, as a clone with that commit checked out. Gives where they came from. */
export async function fetchCommit({ commit, here, location, into }: FetchCommit): Promise<string> {
  const fromHere = await hasCommit(here, commit);
  const source = fromHere ? here : location;
  if (source === undefined || !isCloneable(source)) {
    throw new HeadraceError("repository-unreachable", `commit ${commit.slice(0, 12)} is not in a repository here`, {
      mend: "start the command in a clone of the repository that has the commit",
    });
  }
  // No hook of a template and no filter of the person's settings has a part in it.
  await git(["clone", "--quiet", "--no-checkout", "--template=", "--", source, into], source);
  if (!(await hasCommit(into, commit))) await git(["-C", into, "fetch", "--quiet", "origin", commit], source);
  await git(["-C", into, "-c", "advice.detachedHead=false", "checkout", "--quiet", "--detach", commit], source);
  return source;
}

async function hasCommit(directory: string, commit: string): Promise<boolean> {
  return await git(["-C", directory, "cat-file", "-e", `${commit}^{commit}`], directory).then(
    () => true,
    () => false,
  );
}

/** A path, or what a server takes as a location: nothing by which git would start a program. */
function isCloneable(location: string): boolean {
  return /^(?:\/|https?:\/\/|ssh:\/\/|[\w.-]+@[\w.-]+:[^/])/.test(location);
}

async function git(parameters: readonly string[], source: string): Promise<void> {
  const outside = Object.entries(process.env).filter(([name]) => !/^GIT_(?:DIR|WORK_TREE|INDEX_FILE)$/.test(name));
  try {
    await promisify(execFile)("git", parameters, { env: Object.fromEntries(outside) });
  } catch (cause) {
    throw new HeadraceError("repository-unreachable", `git cannot get the commit from ${visible(source)}`, {
      cause,
      mend: "see whether you can clone it yourself, and start the command in that clone",
    });
  }
}

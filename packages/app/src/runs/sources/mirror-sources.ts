import { type CommitFacts, createTreeSource, type Mirror, type Mirrors } from "@headrace/engine/checkouts";
import type { GitContext } from "@headrace/execution";
import { noGit } from "@headrace/library/project";
import { HeadraceError } from "@headrace/pipeline";
import type { RepositoriesTable } from "@headrace/store/server";
import { Problem } from "../../problems/problem.ts";
import { createShareNext } from "./share-next.ts";
import { largestDefinition, mostCommitsBetween, type Sources } from "./sources.ts";

export interface MirrorSourcesOptions {
  readonly mirrors: Mirrors;
  /** Absolute; stands in the place of a project directory, and is never read. */
  readonly directory: string;
}

type Facts = CommitFacts & { readonly changedFiles: readonly string[] };

/** Commits whose facts are remembered; they never change. */
const mostRemembered = 1000;
/** Milliseconds for which a commit that was there is not looked for again. */
const freshness = 60_000;

/** Repositories that git fetches, each from a mirror of its own. */
export function createMirrorSources({ mirrors, directory }: MirrorSourcesOptions): Sources {
  const remembered = new Map<string, Promise<Facts>>();
  const seen = new Map<string, number>();
  const share = createShareNext<FoundCommit>();

  function mirrorOf({ id, location }: RepositoriesTable): Mirror {
    return mirrors.mirror({ repositoryId: id, url: location });
  }

  function factsOf(repository: RepositoriesTable, commit: string): Promise<Facts> {
    const key = seenKey(repository, commit);
    const known = remembered.get(key);
    if (known !== undefined) return known;
    const [oldest] = remembered.keys();
    if (oldest !== undefined && remembered.size >= mostRemembered) remembered.delete(oldest);
    const reading = readFacts(mirrorOf(repository), commit);
    remembered.set(key, reading);
    reading.catch(() => remembered.delete(key));
    return reading;
  }

  /** Many who want the same branch at once cause one fetch, and one look at where it stands. */
  async function find(repository: RepositoriesTable, wanted: Partial<GitContext>): Promise<FoundCommit> {
    const { commit = "", tag = "", branch = "" } = wanted;
    const key = JSON.stringify([repository.id, repository.location, repository.default_branch, commit, tag, branch]);
    if (isFresh(seenKey(repository, commit))) return { commit, branch };
    const found = await share(key, () => findCommit(mirrorOf(repository), repository, { commit, tag, branch }));
    see(seenKey(repository, found.commit));
    return found;
  }

  function isFresh(key: string): boolean {
    return performance.now() - (seen.get(key) ?? Number.NEGATIVE_INFINITY) < freshness;
  }

  function see(key: string): void {
    seen.delete(key);
    const [oldest] = seen.keys();
    if (oldest !== undefined && seen.size >= mostRemembered) seen.delete(oldest);
    seen.set(key, performance.now());
  }

  return {
    async open(repository, { git: wanted, byHand }) {
      const mirror = mirrorOf(repository);
      const { commit, branch } = await find(repository, wanted);
      if (byHand) await refuseStrayCommit(mirror, { commit, branch, wanted });
      const { message, author, changedFiles } = await factsOf(repository, commit);
      const git: GitContext = {
        ...noGit,
        message,
        author,
        changedFiles,
        ...wanted,
        commit,
        branch,
        defaultBranch: repository.default_branch,
      };
      return {
        git,
        projectDirectory: directory,
        async readFile(path) {
          const bytes = await mirror.readFile(commit, path, { maxBytes: largestDefinition });
          return bytes === null ? null : bytes.toString("utf8");
        },
        changedSince: async (since) => {
          const from = await baseOf(mirror, commit, since);
          return from === null ? null : await mirror.changedFiles(from, commit);
        },
      };
    },

    async between(repository, from, to) {
      const mirror = mirrorOf(repository);
      try {
        const commits = await mirror.commitsBetween(from, to, mostCommitsBetween);
        return { ...commits, files: await mirror.changedFiles(from, to) };
      } catch (error) {
        // A commit is gone, or after a restore the mirror: what else is known stands without it.
        if (error instanceof HeadraceError) return null;
        throw error;
      }
    },

    async trees(repository, { commit }) {
      const mirror = mirrorOf(repository);
      await find(repository, { commit });
      return createTreeSource(mirror, { commit });
    },
  };
}

interface FoundCommit {
  readonly commit: string;
  readonly branch: string;
}

function seenKey({ id, location }: RepositoriesTable, commit: string): string {
  return `${id} ${location} ${commit}`;
}

/** A commit alone belongs to no branch that anybody has said: then there is none. */
async function findCommit(
  mirror: Mirror,
  repository: RepositoriesTable,
  { commit, tag, branch }: { readonly commit: string; readonly tag: string; readonly branch: string },
): Promise<FoundCommit> {
  if (/^[0-9a-f]{40}$/.test(commit)) {
    await mirror.update({ wanted: commit });
    return { commit, branch };
  }
  await mirror.update();
  if (commit !== "") return { commit: await mirror.resolve(commit), branch };
  if (tag !== "") return { commit: await mirror.resolve(`refs/tags/${tag}`), branch };
  const chosen = branch === "" ? repository.default_branch : branch;
  return { commit: await mirror.resolve(`refs/heads/${chosen}`), branch: chosen };
}

/** Rules look at the names of branches and tags: who runs a commit by one of them runs what that really leads to. */
async function refuseStrayCommit(
  mirror: Mirror,
  { commit, branch, wanted }: FoundCommit & { readonly wanted: Partial<GitContext> },
): Promise<void> {
  const { commit: asked, tag = "" } = wanted;
  if (tag !== "" && asked !== undefined && (await mirror.resolve(`refs/tags/${tag}`)) !== commit) {
    throw strayCommit(commit, `is not what the tag "${tag}" names`);
  }
  if (branch === "" || (asked === undefined && tag === "")) return;
  const head = await headOf(mirror, branch);
  if (head === commit || (await mirror.isAncestor(commit, head))) return;
  throw strayCommit(commit, `is not on the branch "${branch}"`);
}

function strayCommit(commit: string, message: string): Problem {
  return new Problem("invalid-input", `commit ${commit} ${message}`, {
    mend: "name the branch or tag that it is on, or leave that out",
    faults: [{ path: "commit", message }],
  });
}

/** Null where it is not known. */
async function baseOf(
  mirror: Mirror,
  commit: string,
  since: { readonly commit: string } | { readonly branch: string },
): Promise<string | null> {
  if ("commit" in since) return (await mirror.has(since.commit)) ? since.commit : null;
  try {
    return await mirror.mergeBase(await mirror.resolve(`refs/heads/${since.branch}`), commit);
  } catch (error) {
    if (error instanceof HeadraceError && error.code === "ref-not-found") return null;
    throw error;
  }
}

/** A branch of which nothing is known here may only have been pushed since. */
async function headOf(mirror: Mirror, branch: string): Promise<string> {
  try {
    return await mirror.resolve(`refs/heads/${branch}`);
  } catch (error) {
    if (!(error instanceof HeadraceError) || error.code !== "ref-not-found") throw error;
    await mirror.update();
    return await mirror.resolve(`refs/heads/${branch}`);
  }
}

async function readFacts(mirror: Mirror, commit: string): Promise<Facts> {
  const facts = await mirror.commit(commit);
  return { ...facts, changedFiles: await mirror.changedFiles(facts.parents[0] ?? null, commit) };
}

import { mkdir, readdir, realpath, rm, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { HeadraceError } from "@headrace/pipeline";
import { environmentError } from "../environment-error.ts";
import { writeCommitFiles, writeGitDirectory } from "./commit-trees.ts";
import { fetchFault } from "./fetch-fault.ts";
import { createTurns } from "./fetch-turns.ts";
import { type Git, type GitResult, gitText } from "./git-program.ts";
import { createHistory, type History, notFound } from "./history.ts";
import { createKeptTrees, type HeldTree } from "./kept-trees.ts";
import { findRedirect } from "./redirect.ts";
import { type Remote, resolveSubmoduleUrl } from "./remote.ts";
import type { RemoteAccess } from "./remote-access.ts";
import { readSubmodules } from "./submodules.ts";
import type { TreeWriter } from "./tree-writer.ts";

/** A bare copy of a repository that is kept up to date, and the trees that are made of it. */
export interface Mirror extends History {
  /**
   * Fetches branches, tags and pull requests. Does nothing when the wanted commit is there; many at once cause one fetch.
   * Throws `repository-unreachable`, `address-refused`, `disk-full`, `ref-not-found` when the wanted commit is nowhere,
   * and the signal's reason.
   */
  update(options?: { readonly wanted?: string; readonly signal?: AbortSignal }): Promise<void>;
  /**
   * Writes a fresh tree of a commit: its files, and a `.git` of its own. Throws `ref-not-found`, `disk-full`, and with
   * submodules what fetching them throws.
   */
  tree(request: TreeRequest): Promise<void>;
  /** The commit's files in a tree that is shared and must not be changed. */
  hold(commit: string): Promise<HeldTree>;
  /** Bytes on disk. */
  size(): Promise<number>;
}

export interface TreeRequest {
  readonly commit: string;
  /** Absolute; made when it is not there. It holds none of the commit's files. */
  readonly into: string;
  /** How many commits of history `.git` holds; 1 unless said, 0 is all. */
  readonly depth?: number;
  /** How many levels of submodules are filled: false (unless said) is none, true is 5. Deeper ones are left empty. */
  readonly submodules?: boolean | number;
  /** Whether there is a `.git`; true unless said. */
  readonly gitDirectory?: boolean;
  readonly signal?: AbortSignal;
}

export interface MirrorParts {
  /** Absolute. */
  readonly directory: string;
  readonly remote: Remote;
  readonly git: Git;
  readonly writer: TreeWriter;
  /** Milliseconds that a fetch may take. */
  readonly timeout: number;
  /** How many commits' trees are kept. */
  readonly keptTrees: number;
  access(remote: Remote): Promise<RemoteAccess>;
  /** The mirror of a submodule. */
  submodule(url: string): Mirror;
}

/** Pull requests as GitHub, GitLab and Bitbucket Data Center name their heads. */
const refspecs = [
  "+refs/heads/*:refs/heads/*",
  "+refs/tags/*:refs/tags/*",
  "+refs/pull/*/head:refs/pull/*/head",
  "+refs/merge-requests/*/head:refs/merge-requests/*/head",
  "+refs/pull-requests/*/from:refs/pull-requests/*/from",
];

const fetchOptions = ["--quiet", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules"];
const submoduleLevels = 5;
const submoduleLimit = 256;
/** Packs above which they are joined. */
const packLimit = 40;
/** Bytes; with less, a failure is the disk's. */
const enoughSpace = 16 * 1024 * 1024;

export function createMirror(parts: MirrorParts): Mirror {
  const { directory, remote, writer, timeout } = parts;
  const repository = join(directory, "repository.git");
  const git: Git = (request) =>
    parts.git({ ...request, arguments: [`--git-dir=${repository}`, "--literal-pathspecs", ...request.arguments] });
  const history = createHistory(git);
  const kept = createKeptTrees({ directory: join(directory, "trees"), limit: parts.keptTrees });
  let prepared: Promise<void> | undefined;
  const ready = (): Promise<void> => {
    prepared ??= prepare(parts.git, repository).catch((error: unknown) => {
      prepared = undefined;
      throw error;
    });
    return prepared;
  };

  const reach = async (words: readonly string[], signal: AbortSignal): Promise<void> => {
    await using access = await parts.access(remote);
    const { settings, environment, host, hide } = access;
    const asking = { settings, environment, signal, timeout };
    const prune = words === refspecs ? ["--prune"] : [];
    const ask = (url: string): Promise<GitResult> =>
      git({ ...asking, arguments: ["fetch", ...fetchOptions, ...prune, "--", url, ...words] });
    let url = remote.url;
    let result = await ask(url);
    if (result.code !== 0 && remote.kind === "http" && host !== undefined) {
      const redirect = await findRedirect(url, host, signal);
      if (redirect !== null && redirect.same === undefined) throw moved(url, redirect.origin);
      if (redirect?.same !== undefined) {
        url = redirect.same;
        result = await ask(url);
      }
    }
    if (result.code !== 0) throw await unreachable(hide(result.complaint));
    if (words !== refspecs) return;
    await followDefaultBranch(await git({ ...asking, arguments: ["ls-remote", "--symref", "--", url, "HEAD"] }));
  };

  const followDefaultBranch = async ({ code, output }: GitResult): Promise<void> => {
    const [, head] = code === 0 ? (/^ref: (refs\/heads\/\S+)\tHEAD$/m.exec(output.toString("utf8")) ?? []) : [];
    // Checked by git before it is written.
    if (head !== undefined) await git({ arguments: ["symbolic-ref", "HEAD", head] });
  };

  /** Git says only in words that the disk is full, so the disk is asked. Null when it has room. */
  const diskFault = async (what: string): Promise<HeadraceError | null> => {
    const { bavail, bsize } = await statfs(directory);
    if (bavail * bsize >= enoughSpace) return null;
    const facts = `${megabytes(bavail * bsize)} MB of the disk are free, and its mirror has ${megabytes(await sizeOf(directory))} MB`;
    return new HeadraceError("disk-full", `could not ${what} ${remote.url}: ${facts}`, {
      mend: "free some space, or move the data directory to a larger disk",
    });
  };

  const unreachable = async (complaint: string): Promise<HeadraceError> =>
    (await diskFault("fetch")) ??
    new HeadraceError("repository-unreachable", `could not fetch ${remote.url}: ${complaint}`, {
      mend: "look at the URL, at the credentials of the connection, and whether the host answers",
    });

  const turns = createTurns<string | undefined>(async (wishes, signal) => {
    await ready();
    // The turn before may have brought what is wished for.
    const there = await Promise.all(wishes.map((wish) => wish !== undefined && history.has(wish)));
    if (there.every(Boolean)) return;
    try {
      await reach(refspecs, signal);
      await joinPacks(git, repository);
    } catch (error) {
      // What was ended may have left a lock or half a pack: the next turn tidies up first.
      prepared = undefined;
      throw fetchFault(error, remote.url);
    }
  });

  /** Asked for by name where the branches no longer lead to it: it was pushed over before it was fetched. */
  const fetchCommit = async (wanted: string, signal: AbortSignal | undefined): Promise<void> => {
    try {
      await reach([wanted], signal ?? new AbortController().signal);
    } catch (error) {
      if (!(error instanceof HeadraceError && error.code === "repository-unreachable"))
        throw fetchFault(error, remote.url);
    }
    if (!(await history.has(wanted))) throw notFound(wanted);
  };

  // Shared with whoever asks for the same commit, so that one who gives up does not end it for the others.
  const keep = (key: string, commit: string, write: (into: string) => Promise<void>): Promise<HeldTree> => {
    return kept.hold(key, async (directory) => {
      await ready();
      if (!(await history.has(commit))) throw notFound(commit);
      const into = join(directory, "tree");
      try {
        await mkdir(into);
        await write(into);
      } catch (cause) {
        throw (await diskFault("write a commit of")) ?? environmentError(cause, `write a commit of ${remote.url}`);
      }
    });
  };
  const holdFiles = (commit: string): Promise<HeldTree> =>
    keep(`files ${commit}`, commit, (into) => writeCommitFiles({ git: parts.git, mirror: repository, commit, into }));
  const holdGit = (commit: string, depth: number): Promise<HeldTree> =>
    keep(`git ${depth} ${commit}`, commit, (into) =>
      writeGitDirectory({ git: parts.git, mirror: repository, commit, into, depth, remote }),
    );

  const fillSubmodules = async ({ commit, into, submodules = false, signal }: TreeRequest): Promise<void> => {
    const levels = typeof submodules === "number" ? submodules : submodules ? submoduleLevels : 0;
    if (levels <= 0) return;
    const found = await readSubmodules(git, commit, await history.listFiles(commit));
    if (found.length > submoduleLimit) {
      throw new HeadraceError("invalid-argument", `${remote.url} has more than ${submoduleLimit} submodules`, {
        mend: "check out without submodules, and fetch those that are needed in a step",
      });
    }
    const root = await realpath(into);
    for (const { path, commit: wanted, url } of found) {
      const place = join(root, path);
      // Git has made an empty directory there; reached through a link it would be somewhere else.
      if ((await realpath(place).catch(() => undefined)) !== place) throw escapes(path);
      const mirror = parts.submodule(resolveSubmoduleUrl(remote, url));
      await mirror.update({ wanted, ...some({ signal }) });
      await mirror.tree({
        commit: wanted,
        into: place,
        submodules: levels - 1,
        gitDirectory: false,
        ...some({ signal }),
      });
    }
  };

  return {
    ...history,
    async update({ wanted, signal } = {}) {
      const there = async (): Promise<boolean> => wanted !== undefined && (await history.has(wanted));
      await ready();
      if (await there()) return;
      await turns.take(wanted, signal);
      if (wanted !== undefined && !(await there())) await fetchCommit(wanted, signal);
    },
    async tree(request) {
      const { commit, into, depth = 1, gitDirectory = true, signal } = request;
      if (!Number.isInteger(depth) || depth < 0) {
        throw new HeadraceError("invalid-argument", `the depth ${depth} is no count of commits`, {
          mend: "give 1 for the commit alone, or 0 for all of its history",
        });
      }
      signal?.throwIfAborted();
      const writeFiles = async (): Promise<void> => {
        await using held = await holdFiles(commit);
        signal?.throwIfAborted();
        await writer.write(join(held.path, "tree"), into);
      };
      const writeGit = async (): Promise<void> => {
        if (!gitDirectory) return;
        await using held = await holdGit(commit, depth);
        signal?.throwIfAborted();
        await writer.write(join(held.path, "tree"), join(into, ".git"));
      };
      // Both have ended before an error is told: the caller may remove the tree.
      const results = await Promise.allSettled([writeFiles(), writeGit()]);
      for (const result of results) if (result.status === "rejected") throw result.reason;
      await fillSubmodules(request);
      signal?.throwIfAborted();
    },
    async hold(commit) {
      const held = await holdFiles(commit);
      return { path: join(held.path, "tree"), [Symbol.asyncDispose]: () => held[Symbol.asyncDispose]() };
    },
    size: () => sizeOf(directory),
  };
}

/** Idempotent. What a process that died while fetching left locked is unlocked: one server alone owns the mirrors. */
async function prepare(git: Git, repository: string): Promise<void> {
  try {
    await mkdir(repository, { recursive: true, mode: 0o700 });
    const names = await readdir(repository, { recursive: true });
    const left = names.filter((name) => name.endsWith(".lock") || /^objects\/(.*\/)?tmp_[^/]*$/.test(name));
    await Promise.all(left.map((name) => rm(join(repository, name), { recursive: true, force: true })));
  } catch (cause) {
    throw environmentError(cause, "prepare the mirror of a repository");
  }
  const init = ["init", "--quiet", "--bare", "--template=", "--initial-branch=main", repository];
  await gitText(git, { arguments: init });
  // Trees take commits from here by their ids, also those that no branch leads to any more.
  const allow = ["config", "uploadpack.allowAnySHA1InWant", "true"];
  await gitText(git, { arguments: [`--git-dir=${repository}`, ...allow] });
}

/** Each fetch adds a pack, and reading slows down with their number. Nothing is dropped: an old commit may be run again. */
async function joinPacks(git: Git, repository: string): Promise<void> {
  const names = await readdir(join(repository, "objects", "pack"));
  if (names.filter((name) => name.endsWith(".pack")).length <= packLimit) return;
  // A failure leaves the packs as they were.
  await git({ arguments: ["repack", "-d", "--quiet", "--geometric=2"], timeout: 600_000 });
}

async function sizeOf(directory: string): Promise<number> {
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  let bytes = 0;
  for (const name of names) bytes += (await stat(join(directory, name)).catch(() => undefined))?.size ?? 0;
  return bytes;
}

function megabytes(bytes: number): string {
  return (bytes / 1_000_000).toFixed(1);
}

function moved(url: string, origin: string): HeadraceError {
  return new HeadraceError("repository-unreachable", `${url} sends to another host, ${origin}`, {
    mend: "change the repository's URL if it has moved there; credentials are never sent on to another host",
  });
}

function escapes(path: string): HeadraceError {
  return new HeadraceError(
    "path-escapes-workspace",
    `the submodule ${JSON.stringify(path)} has no directory in the tree`,
    {
      mend: "check out without submodules",
    },
  );
}

/** Leaves out what is undefined. */
function some({ signal }: { readonly signal?: AbortSignal | undefined }): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

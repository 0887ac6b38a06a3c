import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Git, gitText } from "./git-program.ts";
import type { Remote } from "./remote.ts";

export interface CommitTreeRequest {
  readonly git: Git;
  /** Absolute. */
  readonly mirror: string;
  readonly commit: string;
  /** Absolute; there, and empty. */
  readonly into: string;
  readonly signal?: AbortSignal;
}

/**
 * A commit's files as git writes them: line ends, encodings and idents by its attributes, nothing left out
 * (`export-ignore` is about archives), no filter run: a file kept by LFS is its pointer. Git refuses paths that would
 * leave the tree or reach a `.git`, and writes links without following them.
 */
export async function writeCommitFiles({ git, mirror, commit, into, signal }: CommitTreeRequest): Promise<void> {
  const common = { environment: { GIT_INDEX_FILE: `${into}.index` }, ...(signal === undefined ? {} : { signal }) };
  const place = [`--git-dir=${mirror}`, `--work-tree=${into}`];
  await gitText(git, { ...common, arguments: [...place, "read-tree", commit] });
  const settings = [["checkout.workers", "2"]] as const;
  await gitText(git, { ...common, settings, arguments: [...place, "-C", into, "checkout-index", "--all", "--quiet"] });
}

/**
 * A `.git` of its own for a commit: its history to a depth (0 is all of it), the tags on it, and an index. It refers to
 * nothing outside: a stage that runs as another user need not read the mirror, and sees no other branch.
 */
export async function writeGitDirectory(
  { git, mirror, commit, into, signal }: CommitTreeRequest,
  { depth, remote }: { readonly depth: number; readonly remote: Remote },
): Promise<void> {
  const common = signal === undefined ? {} : { signal };
  await gitText(git, { ...common, arguments: ["init", "--quiet", "--bare", "--template=", into] });
  const deep = depth === 0 ? [] : [`--depth=${depth}`];
  const options = ["--quiet", "--no-write-fetch-head", "--no-recurse-submodules", ...deep];
  await gitText(git, {
    ...common,
    arguments: [`--git-dir=${into}`, "fetch", ...options, "--", mirror, `${commit}:refs/headrace/commit`],
    environment: { GIT_ALLOW_PROTOCOL: "file" },
  });
  // Tags come only with a ref that is written; it has served.
  await rm(join(into, "refs", "headrace"), { recursive: true });
  await Promise.all([
    gitText(git, { ...common, arguments: [`--git-dir=${into}`, "read-tree", commit] }),
    gitText(git, { ...common, arguments: [`--git-dir=${into}`, "pack-refs", "--all"] }),
    writeFile(join(into, "config"), configText(remote)),
  ]);
  // No branch: the stage works on exactly this commit.
  await writeFile(join(into, "HEAD"), `${commit}\n`);
}

function configText(remote: Remote): string {
  const core = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n";
  // A path of the server's own is nobody's business.
  if (remote.kind === "local") return core;
  const url = remote.url.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `${core}[remote "origin"]\n\turl = "${url}"\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`;
}

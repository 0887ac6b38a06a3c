import { mkdir, rm, writeFile } from "node:fs/promises";
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
}

/**
 * A commit's files as git writes them: line ends, encodings and idents by its attributes, nothing left out
 * (`export-ignore` is about archives), no filter run: a file kept by LFS is its pointer. Git refuses paths that would
 * leave the tree or reach a `.git`, and writes links without following them.
 */
export async function writeCommitFiles({ git, mirror, commit, into }: CommitTreeRequest): Promise<void> {
  const environment = { GIT_INDEX_FILE: `${into}.index` };
  const place = [`--git-dir=${mirror}`, `--work-tree=${into}`];
  await gitText(git, { environment, arguments: [...place, "read-tree", commit] });
  const settings = [["checkout.workers", "2"]] as const;
  const write = [...place, "-C", into, "checkout-index", "--all", "--quiet"];
  await gitText(git, { environment, settings, arguments: write });
}

export interface GitDirectoryRequest extends CommitTreeRequest {
  readonly remote: Remote;
  /** Commits of history; 0 is all of it. */
  readonly depth: number;
}

/**
 * A `.git` of its own for a commit: its history to a depth, the tags on it, and an index. It refers to nothing outside: a
 * stage that runs as another user need not read the mirror, and sees no other branch.
 */
export async function writeGitDirectory(request: GitDirectoryRequest): Promise<void> {
  const { git, mirror, commit, into, depth, remote } = request;
  const rooms = ["objects/pack", "objects/info", "refs/heads", "refs/tags"];
  await Promise.all(rooms.map((room) => mkdir(join(into, room), { recursive: true })));
  await Promise.all([
    gitText(git, {
      arguments: [`--git-dir=${mirror}`, "read-tree", commit],
      environment: { GIT_INDEX_FILE: join(into, "index") },
    }),
    writeFile(join(into, "config"), configText(remote)),
    depth === 1 ? packAlone(request) : fetchHistory(request),
  ]);
  // No branch: the stage works on exactly this commit.
  await writeFile(join(into, "HEAD"), `${commit}\n`);
}

/** One commit without its past, in a third of the time that fetching takes: it is what every first stage waits for. */
async function packAlone({ git, mirror, commit, into }: GitDirectoryRequest): Promise<void> {
  const options = ["--revs", "--shallow", "--include-tag", "--quiet", join(into, "objects", "pack", "pack")];
  const format = "--format=%(objectname) %(refname)";
  const [tags] = await Promise.all([
    gitText(git, { arguments: [`--git-dir=${mirror}`, "for-each-ref", `--points-at=${commit}`, format, "refs/tags"] }),
    gitText(git, {
      arguments: [`--git-dir=${mirror}`, "pack-objects", ...options],
      input: `--shallow ${commit}\n${commit}\n`,
    }),
    writeFile(join(into, "shallow"), `${commit}\n`),
  ]);
  await writeFile(join(into, "packed-refs"), tags);
}

async function fetchHistory({ git, mirror, commit, into, depth }: GitDirectoryRequest): Promise<void> {
  const place = `--git-dir=${into}`;
  await writeFile(join(into, "HEAD"), "ref: refs/heads/none\n");
  const deep = depth === 0 ? [] : [`--depth=${depth}`];
  const options = ["--quiet", "--no-write-fetch-head", "--no-recurse-submodules", ...deep];
  await gitText(git, {
    arguments: [place, "fetch", ...options, "--", mirror, `${commit}:refs/headrace/commit`],
    environment: { GIT_ALLOW_PROTOCOL: "file" },
    timeout: 600_000,
  });
  // Tags come only with a ref that is written; it has served.
  await rm(join(into, "refs", "headrace"), { recursive: true });
  await gitText(git, { arguments: [place, "pack-refs", "--all"] });
}

function configText(remote: Remote): string {
  const core = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n\tlogallrefupdates = true\n";
  // A path of the server's own is nobody's business.
  if (remote.kind === "local") return core;
  const url = remote.url.replaceAll("\\", "\\\\").replaceAll('"', '\\"');
  return `${core}[remote "origin"]\n\turl = "${url}"\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n`;
}

import { execFile } from "node:child_process";
import { readFile, stat } from "node:fs/promises";
import { dirname, isAbsolute, join, resolve } from "node:path";
import { promisify } from "node:util";
import type { GitContext } from "@headrace/execution";

export const noGit: GitContext = {
  branch: "",
  commit: "",
  tag: "",
  message: "",
  author: "",
  targetBranch: "",
  pullRequest: "",
  changedFiles: [],
};

/**
 * Branch and commit of the working tree, read from git's own files: asking the `git` program
 * takes longer than a trivial pipeline. Gives {@link noGit} outside a repository.
 */
export async function readGitHead(directory: string): Promise<Pick<GitContext, "branch" | "commit">> {
  const gitDirectory = await findGitDirectory(directory);
  const head = gitDirectory === null ? null : await readText(join(gitDirectory, "HEAD"));
  if (gitDirectory === null || head === null) return { branch: "", commit: "" };
  const reference = /^ref: (refs\/heads\/(.+))$/.exec(head.trim());
  if (reference === null) return { branch: "", commit: head.trim() };
  const [, name = "", branch = ""] = reference;
  return { branch, commit: await resolveReference(gitDirectory, name) };
}

/** What only the `git` program knows: the last commit's message and author, and the files it and the working tree changed. */
export async function readGitDetails(
  directory: string,
): Promise<Pick<GitContext, "message" | "author" | "tag" | "changedFiles">> {
  const [log, tag, committed, uncommitted] = await Promise.all([
    git(directory, ["log", "-1", "--format=%an <%ae>%x00%B"]),
    git(directory, ["describe", "--tags", "--exact-match"]),
    git(directory, ["diff-tree", "--no-commit-id", "--name-only", "--root", "-r", "-z", "HEAD"]),
    git(directory, ["status", "--porcelain", "--no-renames", "-z"]),
  ]);
  const [author = "", message = ""] = log.split("\0");
  const changed = [...committed.split("\0"), ...uncommitted.split("\0").map((entry) => entry.slice(3))].filter(
    (path) => path !== "",
  );
  return { author, message: message.trimEnd(), tag: tag.trim(), changedFiles: [...new Set(changed)].sort() };
}

async function git(directory: string, parameters: readonly string[]): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", directory, ...parameters], {
      maxBuffer: 64 * 1024 * 1024,
    });
    return stdout;
  } catch {
    // No git, no repository, no commit or no tag: the fact is absent, as in GitHub's contexts.
    return "";
  }
}

async function findGitDirectory(start: string): Promise<string | null> {
  for (let directory = resolve(start); ; directory = dirname(directory)) {
    const candidate = join(directory, ".git");
    const found = await stat(candidate).catch(() => null);
    if (found?.isDirectory()) return candidate;
    if (found?.isFile()) {
      // A worktree or submodule: the file names the directory.
      const target = /^gitdir: (.+)$/m.exec((await readText(candidate)) ?? "")?.[1];
      if (target !== undefined) return isAbsolute(target) ? target : join(directory, target);
    }
    if (dirname(directory) === directory) return null;
  }
}

async function resolveReference(gitDirectory: string, name: string): Promise<string> {
  const common = (await readText(join(gitDirectory, "commondir")))?.trim();
  const directories = common === undefined ? [gitDirectory] : [gitDirectory, resolve(gitDirectory, common)];
  for (const directory of directories) {
    const loose = await readText(join(directory, name));
    if (loose !== null) return loose.trim();
    const packed = await readText(join(directory, "packed-refs"));
    const line = packed?.split("\n").find((entry) => entry.endsWith(` ${name}`));
    if (line !== undefined) return line.slice(0, line.indexOf(" "));
  }
  return "";
}

async function readText(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch {
    return null;
  }
}

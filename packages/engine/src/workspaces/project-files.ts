import { execFile } from "node:child_process";
import { existsSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { selectFiles } from "../files/select-files.ts";

export interface ProjectFilesOptions {
  /** Absolute paths that are no part of the project: the data directory. */
  readonly exclude?: readonly string[];
}

/**
 * The files and links of a project, below its root, with `/`, sorted. In a git work tree those that git tracks or would
 * (not ignored, a submodule's included); elsewhere all but `.git`.
 */
export async function listProjectFiles(
  root: string,
  { exclude = [] }: ProjectFilesOptions = {},
): Promise<readonly string[]> {
  const listed = await listWithGit(root);
  if (listed === undefined) return await walk(root, exclude);
  const excluded = exclude.map((path) => relative(root, path).split(sep).join("/"));
  const files = new Set<string>();
  for (const path of listed.files) files.add(path);
  for (const repository of listed.repositories) {
    const inner = await listProjectFiles(join(root, repository), { exclude });
    for (const path of inner) files.add(`${repository}/${path}`);
  }
  for (const path of excluded.filter((each) => each !== "")) {
    for (const file of files) if (file === path || file.startsWith(`${path}/`)) files.delete(file);
  }
  return [...files].sort();
}

interface GitListing {
  readonly files: readonly string[];
  /** Directories that are repositories of their own: submodules, and clones that lie in the tree. */
  readonly repositories: readonly string[];
}

/** Undefined when it is no git work tree, or there is no git. */
async function listWithGit(root: string): Promise<GitListing | undefined> {
  if (!mayBeWorkTree(root)) return undefined;
  const [tracked, untracked] = await Promise.all([
    runGit(root, ["ls-files", "--stage", "-z", "--", "."]),
    runGit(root, ["ls-files", "--others", "--exclude-standard", "-z", "--", "."]),
  ]);
  if (tracked === undefined || untracked === undefined) return undefined;
  const files: string[] = [];
  const repositories: string[] = [];
  for (const entry of tracked) {
    // `100644 <object> <stage>` and the path after a tab.
    const path = entry.slice(entry.indexOf("\t") + 1);
    if (entry.startsWith("160000 ")) repositories.push(path);
    else files.push(path);
  }
  for (const path of untracked) {
    if (path.endsWith("/")) repositories.push(path.slice(0, -1));
    else files.push(path);
  }
  return { files, repositories };
}

/** Asked before git is: starting it takes many times as long, for every stage. */
function mayBeWorkTree(root: string): boolean {
  for (let directory = realPathOf(root); ; directory = dirname(directory)) {
    // Without an error for each that is not there, whose making takes longer than the look.
    if (existsSync(join(directory, ".git"))) return true;
    if (dirname(directory) === directory) return false;
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return path;
  }
}

async function runGit(root: string, args: readonly string[]): Promise<readonly string[] | undefined> {
  // A repository may name a program of its own as its file system monitor; listing must not run it.
  const command = ["-C", root, "-c", "core.fsmonitor=false", ...args];
  // A large repository lists a million files.
  const options = { encoding: "utf8", maxBuffer: 1024 ** 3, env: gitEnvironment() } as const;
  return await new Promise((resolve) => {
    execFile("git", command, options, (error, output) => {
      resolve(error === null ? output.split("\0").filter((entry) => entry !== "") : undefined);
    });
  });
}

/** Headrace may itself run inside a git hook, where variables point git at another repository. */
function gitEnvironment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_")));
}

async function walk(root: string, exclude: readonly string[]): Promise<readonly string[]> {
  const found = await selectFiles({ root, patterns: ["**", "!**/.git"], exclude });
  return found.filter(({ kind }) => kind === "file" || kind === "link").map(({ path }) => path);
}

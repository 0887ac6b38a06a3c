import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** A repository on disk with one commit on `main`. */
export interface WorkTree extends AsyncDisposable {
  readonly directory: string;
  /** Writes files and commits them; gives the commit. */
  commit(files: Readonly<Record<string, string>>, message?: string): Promise<string>;
  git(...parameters: string[]): string;
}

const asAda = `git() { command git -c user.name=Ada -c user.email=ada@example.org "$@"; }`;

export async function createWorkTree(files: Readonly<Record<string, string>>): Promise<WorkTree> {
  const directory = await mkdtemp(join(tmpdir(), "headrace-repository-"));
  // Several commands in one shell: a program is dear to start from a process as large as that of the tests.
  const shell = (script: string, ...words: readonly string[]): string =>
    execFileSync("sh", ["-ec", `${asAda}\n${script}`, "sh", ...words], { cwd: directory, encoding: "utf8" }).trim();
  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
  };
  const commit = async (changed: Readonly<Record<string, string>>, message = "Change"): Promise<string> => {
    await write(changed);
    return shell(`git add . && git commit -qm "$1" && git rev-parse HEAD`, message);
  };
  const git = (...parameters: string[]): string => shell(`git "$@"`, ...parameters);
  await write(files);
  shell("git init -q -b main && git add . && git commit -qm Begin");
  return {
    directory,
    commit,
    git,
    [Symbol.asyncDispose]: async () => {
      await rm(directory, { recursive: true, force: true });
    },
  };
}

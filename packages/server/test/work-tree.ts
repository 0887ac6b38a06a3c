import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { runIn } from "../../../test/launcher.ts";

/** A repository on disk with one commit on `main`. */
export interface WorkTree extends AsyncDisposable {
  readonly directory: string;
  /** Writes files and commits them; gives the commit. */
  commit(files: Readonly<Record<string, string>>, message?: string): Promise<string>;
  /** What it printed. */
  git(...parameters: string[]): Promise<string>;
}

const asAda = `git() { command git -c user.name=Ada -c user.email=ada@example.org "$@"; }`;

export async function createWorkTree(files: Readonly<Record<string, string>>): Promise<WorkTree> {
  const directory = await mkdtemp(join(tmpdir(), "headrace-repository-"));
  const shell = async (script: string, ...words: readonly string[]): Promise<string> =>
    (await runIn(directory, "sh", "-ec", `${asAda}\n${script}`, "sh", ...words)).output;
  const write = async (files: Readonly<Record<string, string>>): Promise<void> => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
  };
  const commit = async (changed: Readonly<Record<string, string>>, message = "Change"): Promise<string> => {
    await write(changed);
    return await shell(`git add . && git commit -qm "$1" && git rev-parse HEAD`, message);
  };
  const git = async (...parameters: string[]): Promise<string> => await shell(`git "$@"`, ...parameters);
  await write(files);
  await shell("git init -q -b main && git add . && git commit -qm Begin");
  return {
    directory,
    commit,
    git,
    [Symbol.asyncDispose]: async () => {
      await rm(directory, { recursive: true, force: true });
    },
  };
}

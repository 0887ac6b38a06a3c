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

export async function createWorkTree(files: Readonly<Record<string, string>>): Promise<WorkTree> {
  const directory = await mkdtemp(join(tmpdir(), "headrace-repository-"));
  const git = (...parameters: string[]): string =>
    execFileSync("git", ["-C", directory, "-c", "user.name=Ada", "-c", "user.email=ada@example.org", ...parameters], {
      encoding: "utf8",
    }).trim();
  const commit = async (changed: Readonly<Record<string, string>>, message = "Change"): Promise<string> => {
    for (const [path, text] of Object.entries(changed)) {
      await mkdir(dirname(join(directory, path)), { recursive: true });
      await writeFile(join(directory, path), text);
    }
    git("add", ".");
    git("commit", "-qm", message);
    return git("rev-parse", "HEAD");
  };
  git("init", "-q", "-b", "main");
  await commit(files, "Begin");
  return {
    directory,
    commit,
    git,
    [Symbol.asyncDispose]: async () => {
      await rm(directory, { recursive: true, force: true });
    },
  };
}

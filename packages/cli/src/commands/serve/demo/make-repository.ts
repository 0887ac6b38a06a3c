import { execFile } from "node:child_process";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { HeadraceError } from "@headrace/pipeline";

/** Full ids. */
export interface DemoCommits {
  readonly green: string;
  readonly red: string;
}

/** Makes the repository of the demonstration: two commits, of which the second breaks a test. */
export async function makeRepository(directory: string): Promise<DemoCommits> {
  // Made beside it and moved: one that was begun and left is begun again.
  const unfinished = `${directory}.unfinished`;
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true });
  const git = async (...parameters: readonly string[]): Promise<string> => await runGit(unfinished, parameters);
  await git("init", "--quiet");
  await git("symbolic-ref", "HEAD", "refs/heads/main");
  await copyInto(unfinished, "shop");
  // Under its own name it would be ours.
  await rename(join(unfinished, "gitignore"), join(unfinished, ".gitignore"));
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "Sell what is in the basket");
  const green = await git("rev-parse", "HEAD");
  await copyInto(unfinished, "change");
  await git("commit", "--quiet", "--all", "--message", "Deliver free from 50.00 on");
  const red = await git("rev-parse", "HEAD");
  await rename(unfinished, directory);
  return { green, red };
}

/** Of a repository that was made before; undefined where its history is another. */
export async function readCommits(directory: string): Promise<DemoCommits | undefined> {
  const list = await runGit(directory, ["rev-list", "--reverse", "main"]).catch(() => "");
  const [green, red] = list.split("\n");
  return green === undefined || red === undefined ? undefined : { green, red };
}

async function copyInto(directory: string, name: "shop" | "change"): Promise<void> {
  await cp(fileURLToPath(new URL(name, import.meta.url)), directory, { recursive: true });
}

/** Nothing of the person's own settings, hooks or keys has a part in it. */
const settings = [
  ["user.name", "Headrace"],
  ["user.email", "demo@headrace.invalid"],
  ["commit.gpgsign", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.autocrlf", "false"],
].flatMap(([name, value]) => ["-c", `${name}=${value}`]);

async function runGit(directory: string, parameters: readonly string[]): Promise<string> {
  const outside = Object.entries(process.env).filter(([name]) => !name.startsWith("GIT_"));
  try {
    const { stdout } = await promisify(execFile)("git", ["-C", directory, ...settings, ...parameters], {
      env: Object.fromEntries(outside),
    });
    return stdout.trim();
  } catch (cause) {
    const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
    throw new HeadraceError("infrastructure", missing ? "git is not installed" : `git ${parameters[0]} failed`, {
      cause,
      mend: missing ? "install git, and start the server again" : "look whether the data directory can be written",
    });
  }
}

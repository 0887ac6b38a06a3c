import { execFileSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { createMirrors, type Mirrors, type MirrorsOptions } from "../../src/checkouts/index.ts";
import { type Tree, temporaryDirectory, temporaryTree, writeTree } from "../files/temporary-tree.ts";

/** A repository as a person has it, made of commits. */
export interface TestRepository {
  readonly path: string;
  git(...words: readonly string[]): string;
  /** Writes and commits; gives the commit. */
  commit(message: string, tree?: Tree): string;
  remove(...paths: readonly string[]): void;
}

export function createRepository(tree: Tree): TestRepository {
  const path = temporaryTree({});
  const git = (...words: readonly string[]): string => runGit(path, words);
  const record = (before: string, message: string, changes: Tree): string => {
    writeTree(path, changes);
    // In one shell: a program is dear to start from a process as large as that of the tests.
    const commands = `${before} git add --all --force && git commit --quiet --allow-empty "--message=$1"`;
    return runIn(path, "sh", ["-ec", `${commands} && git rev-parse HEAD`, "sh", message]);
  };
  record("git init --quiet --initial-branch=main &&", "first", tree);
  return {
    path,
    git,
    commit: (message, changes = {}) => record("", message, changes),
    remove: (...paths) => {
      for (const each of paths) rmSync(join(path, each), { recursive: true });
    },
  };
}

/** As a stage would, with nothing of this machine's settings. */
export function runGit(directory: string, words: readonly string[]): string {
  return runIn(directory, "git", ["-c", "protocol.file.allow=always", ...words]);
}

function runIn(directory: string, program: string, words: readonly string[]): string {
  const output = execFileSync(program, words, {
    cwd: directory,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.org",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.org",
    },
  });
  return output.trim();
}

export function createTestMirrors(options: Partial<MirrorsOptions> = {}): Mirrors & { readonly directory: string } {
  const directory = options.directory ?? join(temporaryDirectory(), "mirrors");
  const mirrors = createMirrors({ allowLocalPaths: true, ...options, directory });
  onTestFinished(() => mirrors[Symbol.asyncDispose]());
  return { ...mirrors, directory };
}

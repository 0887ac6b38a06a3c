import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { createMirrors, type Mirror } from "../../packages/engine/src/checkouts/index.ts";
import type { Case } from "../measure/case.ts";
import { atMost, type Finding, seconds } from "../measure/finding.ts";
import { interleave } from "../measure/interleave.ts";
import { median } from "../measure/median.ts";
import { runProgram } from "../measure/run-program.ts";
import { createScratch, type Scratch } from "../measure/scratch.ts";

const files = 1_000;
const rounds = 9;
/** Of `git worktree add`. */
const enoughRatio = 0.7;

/** A fresh tree of a commit for a stage, beside what git and `cp` take for the same files. */
export const checkout: Case = {
  name: "checkout",
  needsPeers: false,
  async run() {
    using scratch = createScratch();
    const repository = createRepository(scratch);
    await using mirrors = createMirrors({ directory: join(scratch.path, "mirrors"), allowLocalPaths: true });
    const mirror = mirrors.mirror({ repositoryId: "bench", url: repository });
    await mirror.update();
    const commit = await mirror.resolve("main");
    const nextCommit = createFirsts(repository, mirror);
    await using held = await mirror.hold(commit);
    const [plain = [], whole = [], first = [], worktree = [], copy = []] = await interleave(rounds, [
      () => timed(scratch, (into) => mirror.tree({ commit, into, gitDirectory: false })),
      () => timed(scratch, (into) => mirror.tree({ commit, into })),
      async () => {
        const fresh = await nextCommit();
        return await timed(scratch, (into) => mirror.tree({ commit: fresh, into }));
      },
      () =>
        timed(scratch, async (into) => {
          await run("git", ["worktree", "add", "--quiet", "--detach", into, commit], repository);
        }),
      () => timed(scratch, (into) => run("cp", ["-r", held.path, into], scratch.path)),
    ]);
    const floors = { worktree: median(worktree), copy: median(copy) };
    const again = findingOf(`a tree of ${files} files`, median(plain), floors);
    const withGit = findingOf(`a tree of ${files} files with a .git of its own`, median(whole), floors);
    return [
      { ...again, target: atMost(median(plain) / floors.worktree, enoughRatio) },
      { ...withGit, target: atMost(median(whole) / floors.worktree, enoughRatio) },
      findingOf("the same, the first of its commit", median(first), floors),
    ];
  },
};

interface Floors {
  readonly worktree: number;
  readonly copy: number;
}

function findingOf(what: string, own: number, { worktree, copy }: Floors): Finding {
  return {
    what,
    ours: seconds(own),
    beside: `git worktree add ${seconds(worktree)}, cp -r ${seconds(copy)}`,
    figure: (own / worktree).toFixed(2),
  };
}

/** Without what is done before: the commit is there, but no tree of it was asked for. */
function createFirsts(repository: string, mirror: Mirror): () => Promise<string> {
  let count = 0;
  return async () => {
    count += 1;
    git(repository, "commit", "--quiet", "--allow-empty", `--message=${count}`);
    await mirror.update();
    return await mirror.resolve("main");
  };
}

/** Seconds. What earlier work left to be written would be paid for by whoever comes next. */
async function timed(scratch: Scratch, work: (into: string) => Promise<unknown>): Promise<number> {
  // Nothing is removed before the end: ext4 is slow to make files in the seconds after others were removed.
  const into = join(scratch.path, randomUUID());
  await runProgram({ program: "sync", arguments: [], directory: scratch.path });
  const started = performance.now();
  await work(into);
  return (performance.now() - started) / 1_000;
}

function createRepository(scratch: Scratch): string {
  const path = join(scratch.path, "repository");
  mkdirSync(path);
  for (let index = 0; index < files; index += 1) {
    const name = `repository/package-${index % 10}/room-${index % 50}/file-${index}.ts`;
    scratch.write(name, `export const value${index} = ${index};\n`.repeat(20 + (index % 200)));
  }
  git(path, "init", "--quiet", "--initial-branch=main");
  git(path, "add", "--all");
  git(path, "commit", "--quiet", "--message=Work");
  return path;
}

function git(directory: string, ...words: readonly string[]): void {
  execFileSync("git", ["-C", directory, "-c", "user.name=bench", "-c", "user.email=bench@example.org", ...words]);
}

function run(program: string, words: readonly string[], directory: string): Promise<unknown> {
  return runProgram({ program, arguments: words, directory });
}

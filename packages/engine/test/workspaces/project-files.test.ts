import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { copyTree } from "../../src/workspaces/copy-tree.ts";
import { listProjectFiles } from "../../src/workspaces/project-files.ts";
import { describeTree, file, link, temporaryDirectory, temporaryTree, writeTree } from "../files/temporary-tree.ts";

function git(root: string, ...args: readonly string[]): void {
  execFileSync("git", ["-C", root, "-c", "user.name=t", "-c", "user.email=t@example.org", ...args], {
    stdio: "ignore",
  });
}

describe("a project's files", () => {
  test("are those that git tracks or would, in a work tree", async () => {
    const root = temporaryTree({
      ".gitignore": file("ignored\n.headrace\n"),
      tracked: file("t"),
      gone: file("g"),
      ignored: file("i"),
      "data/db": file("d"),
      "new line\n☃": file("n"),
    });
    git(root, "init", "-q");
    git(root, "add", "tracked", "gone", ".gitignore");
    git(root, "commit", "-qm", "first");
    rmSync(join(root, "gone"));
    writeTree(root, { "untracked/file": file("u"), "untracked/link": link("../tracked") });
    const files = await listProjectFiles(root, { exclude: [join(root, "data")] });
    expect(files).toEqual([".gitignore", "gone", "new line\n☃", "tracked", "untracked/file", "untracked/link"]);
    const to = join(temporaryDirectory(), "copy");
    await copyTree({ files, from: root, to });
    expect(existsSync(join(to, "gone"))).toBe(false);
    expect(readFileSync(join(to, "tracked"), "utf8")).toBe("t");
    // Below the root of a repository too.
    expect(await listProjectFiles(join(root, "untracked"))).toEqual(["file", "link"]);
  });

  test("hold those of a repository inside", async () => {
    const root = temporaryTree({ outer: file("o"), "inner/file": file("i"), "inner/deep/file": file("d") });
    git(root, "init", "-q");
    git(join(root, "inner"), "init", "-q");
    expect(await listProjectFiles(root)).toEqual(["inner/deep/file", "inner/file", "outer"]);
    git(join(root, "inner"), "add", ".");
    git(join(root, "inner"), "commit", "-qm", "first");
    git(root, "add", "inner");
    expect(await listProjectFiles(root)).toEqual(["inner/deep/file", "inner/file", "outer"]);
  });

  test("are all but .git elsewhere", async () => {
    const root = temporaryTree({
      a: file("a"),
      "deep/b": file("b"),
      "sub/.git/HEAD": file(""),
      "data/db": file("d"),
      l: link("a"),
    });
    expect(await listProjectFiles(root, { exclude: [join(root, "data")] })).toEqual(["a", "deep/b", "l"]);
  });

  test("are listed without running a program that the repository names", async () => {
    const root = temporaryTree({ a: file("a") });
    const mark = join(temporaryDirectory(), "ran");
    git(root, "init", "-q");
    writeFileSync(join(root, "monitor.sh"), `#!/bin/sh\ntouch ${mark}\n`, { mode: 0o755 });
    git(root, "config", "core.fsmonitor", join(root, "monitor.sh"));
    expect(await listProjectFiles(root)).toEqual(["a", "monitor.sh"]);
    expect(existsSync(mark)).toBe(false);
  });
});

describe("copying a tree", () => {
  test("keeps contents, modes and links", async () => {
    const root = temporaryTree({
      "run.sh": file("#!", 0o755),
      secret: file("s", 0o600),
      "deep/l": link("../run.sh"),
      dangling: link("nowhere"),
    });
    const to = join(temporaryDirectory(), "to");
    await copyTree({ files: await listProjectFiles(root), from: root, to });
    expect(describeTree(to)).toEqual(describeTree(root));
  });

  test.each(["/etc/passwd", "../../outside", "deep/../../x"])("refuses a link to %s", async (target) => {
    const root = temporaryTree({ "deep/file": file(""), l: link(target) });
    const copying = copyTree({ files: ["deep/file", "l"], from: root, to: join(temporaryDirectory(), "to") });
    await expect(copying).rejects.toMatchObject({
      code: "path-escapes-workspace",
      message: expect.stringContaining('"l"'),
    });
  });

  test("neither reads nor writes through a link that took a directory's place", async () => {
    const outside = temporaryTree({ file: file("outside") });
    const root = temporaryTree({ "inside/file": file("inside"), away: link(outside), near: link("inside") });
    const to = join(temporaryDirectory(), "to");
    await copyTree({ files: ["away/file", "near", "near/file", "inside/file"], from: root, to });
    expect(existsSync(join(to, "away"))).toBe(false);
    expect(readFileSync(join(to, "inside/file"), "utf8")).toBe("inside");
  });
});

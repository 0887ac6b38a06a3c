import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createTreeSource } from "../../src/checkouts/index.ts";
import { describeTree, file, link, type Tree, temporaryDirectory } from "../files/temporary-tree.ts";
import { createRepository, createTestMirrors, runGit } from "./repository.ts";

async function checkOut(tree: Tree) {
  const repository = createRepository(tree);
  const mirror = createTestMirrors().mirror({ repositoryId: "r", url: repository.path });
  await mirror.update();
  const commit = await mirror.resolve("main");
  const into = join(temporaryDirectory(), "tree");
  await mirror.tree({ commit, into });
  return { repository, mirror, commit, into };
}

describe("a tree of a commit", () => {
  test("is the same as git's own, with modes, links and empty files, also the second time", async () => {
    const large = Buffer.alloc(700_000, "large ");
    const { repository, mirror, commit, into } = await checkOut({
      "a/deep/file.txt": file("text\n"),
      "bin/run": file("#!/bin/sh\n", 0o755),
      empty: file(""),
      "large.bin": file(large),
      Readme: file("upper"),
      readme: file("lower"),
      inside: link("a/deep/file.txt"),
      dangling: link("nowhere"),
      "weird name\twith\nlines": file("x"),
    });
    const expected = join(temporaryDirectory(), "expected");
    repository.git("worktree", "add", "--quiet", "--detach", expected);
    const files = (root: string) => describeTree(root).filter((line) => !line.startsWith(".git"));
    expect(files(into)).toEqual(files(expected));
    const again = join(temporaryDirectory(), "tree");
    await mirror.tree({ commit, into: again });
    expect(files(again)).toEqual(files(expected));
    expect(runGit(into, ["status", "--porcelain"])).toBe("");
  });

  test("of one stage is not changed by what another does to its own", async () => {
    const { mirror, commit, into } = await checkOut({ file: file("as committed"), large: file(Buffer.alloc(600_000)) });
    writeFileSync(join(into, "file"), "changed");
    writeFileSync(join(into, "large"), "changed");
    const again = join(temporaryDirectory(), "tree");
    await mirror.tree({ commit, into: again });
    expect(readFileSync(join(again, "file"), "utf8")).toBe("as committed");
    expect(readFileSync(join(again, "large")).length).toBe(600_000);
  });

  test("keeps a link that leads out as a link, and writes nothing through it", async () => {
    const outside = temporaryDirectory();
    const { into } = await checkOut({ out: link(outside), up: link("../../../etc/passwd") });
    expect(readlinkSync(join(into, "out"))).toBe(outside);
    expect(readlinkSync(join(into, "up"))).toBe("../../../etc/passwd");
    expect(readdirSync(outside)).toEqual([]);
  });

  test("follows line ends in .gitattributes, and leaves nothing out for export-ignore", async () => {
    const { into } = await checkOut({
      ".gitattributes": file("*.bat text eol=crlf\nsecret export-ignore\n*.subst export-subst\n"),
      "run.bat": file("one\ntwo\n"),
      secret: file("kept"),
      "x.subst": file("$Format:%H$\n"),
    });
    expect(readFileSync(join(into, "run.bat"), "utf8")).toBe("one\r\ntwo\r\n");
    expect(readFileSync(join(into, "secret"), "utf8")).toBe("kept");
    expect(readFileSync(join(into, "x.subst"), "utf8")).toBe("$Format:%H$\n");
  });

  test("runs no filter and no hook: a file of LFS is its pointer", async () => {
    const marker = join(temporaryDirectory(), "ran");
    const repository = createRepository({
      ".gitattributes": file("*.bin filter=lfs diff=lfs merge=lfs -text\n*.txt filter=evil\n"),
      "model.bin": file("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 5\n"),
      "a.txt": file("text\n"),
      ".gitconfig": file(`[filter "evil"]\n\tsmudge = touch ${marker}\n`),
    });
    // As a person may have it who serves the repository from this machine.
    repository.git("config", "filter.evil.smudge", `touch ${marker}; cat`);
    repository.git("config", "core.fsmonitor", `touch ${marker}`);
    repository.git("config", "uploadpack.packObjectsHook", `touch ${marker}`);
    for (const hook of ["post-checkout", "reference-transaction", "post-index-change"]) {
      writeFileSync(join(repository.path, ".git/hooks", hook), `#!/bin/sh\ntouch ${marker}\n`, { mode: 0o755 });
    }
    const mirror = createTestMirrors().mirror({ repositoryId: "r", url: repository.path });
    await mirror.update();
    const into = join(temporaryDirectory(), "tree");
    await mirror.tree({ commit: await mirror.resolve(""), into });
    expect(existsSync(marker)).toBe(false);
    expect(readFileSync(join(into, "model.bin"), "utf8")).toMatch(/^version https:/);
    expect(readFileSync(join(into, "a.txt"), "utf8")).toBe("text\n");
  });

  test("is refused when a commit holds a path into .git", async () => {
    const repository = createRepository({ file: file("x") });
    const blob = repository.git("hash-object", "-w", "file");
    const inner = execTree(repository.path, `100644 blob ${blob}\tconfig\n`);
    const tree = execTree(repository.path, `040000 tree ${inner}\t.git\n`);
    const commit = repository.git("commit-tree", "-m", "evil", tree);
    repository.git("update-ref", "refs/heads/evil", commit);
    const mirror = createTestMirrors().mirror({ repositoryId: "r", url: repository.path });
    await mirror.update();
    const into = join(temporaryDirectory(), "tree");
    await expect(mirror.tree({ commit, into, gitDirectory: false })).rejects.toMatchObject({ code: "infrastructure" });
    expect(existsSync(join(into, ".git"))).toBe(false);
  });

  test("has a .git of its own with one commit, and all history when asked", async () => {
    const repository = createRepository({ file: file("one") });
    repository.git("tag", "--annotate", "--message=v1", "v1.0.0");
    repository.commit("second", { file: file("two") });
    const commit = repository.commit("third", { file: file("three") });
    repository.git("branch", "secret-branch", "HEAD~1");
    repository.git("tag", "v2.0.0-light");
    repository.git("tag", "--annotate", "--message=v2", "v2.0.0");
    const mirror = createTestMirrors().mirror({ repositoryId: "r", url: repository.path });
    await mirror.update();
    const [shallow, two, whole, bare] = ["1", "2", "0", "none"].map((name) => join(temporaryDirectory(), name));
    await mirror.tree({ commit, into: shallow ?? "" });
    await mirror.tree({ commit, into: two ?? "", depth: 2 });
    await mirror.tree({ commit, into: whole ?? "", depth: 0 });
    await mirror.tree({ commit, into: bare ?? "", gitDirectory: false });
    expect(runGit(shallow ?? "", ["log", "--format=%s"])).toBe("third");
    expect(runGit(shallow ?? "", ["describe"])).toBe("v2.0.0");
    expect(runGit(shallow ?? "", ["fsck", "--strict"])).not.toContain("missing");
    expect(runGit(two ?? "", ["log", "--format=%s"])).toBe("third\nsecond");
    expect(runGit(whole ?? "", ["log", "--format=%s"])).toBe("third\nsecond\nfirst");
    expect(runGit(whole ?? "", ["describe", "--match=v1*"])).toMatch(/^v1\.0\.0-2-g/);
    expect(runGit(whole ?? "", ["for-each-ref", "--format=%(refname)"])).toBe(
      "refs/tags/v1.0.0\nrefs/tags/v2.0.0\nrefs/tags/v2.0.0-light",
    );
    expect(runGit(whole ?? "", ["rev-parse", "HEAD"])).toBe(commit);
    expect(runGit(whole ?? "", ["fsck", "--strict"])).not.toContain("missing");
    expect(existsSync(join(whole ?? "", ".git/objects/info/alternates"))).toBe(false);
    expect(readdirSync(bare ?? "")).toEqual(["file"]);
  });

  test("of a stage can commit and be cleaned without touching the mirror", async () => {
    const { mirror, commit, into } = await checkOut({ file: file("x") });
    writeFileSync(join(into, "new"), "y");
    runGit(into, ["add", "--all"]);
    runGit(into, ["commit", "--quiet", "--message=mine"]);
    const mine = runGit(into, ["rev-parse", "HEAD"]);
    expect(await mirror.has(mine)).toBe(false);
    expect(await mirror.resolve("main")).toBe(commit);
  });

  test("fills submodules beside the parent's URL, and leaves them empty unless asked", async () => {
    const parent = temporaryDirectory();
    const library = createRepository({ "lib.txt": file("library") });
    runGit(parent, ["clone", "--quiet", "--bare", library.path, "library.git"]);
    const repository = createRepository({ file: file("x") });
    repository.git("submodule", "--quiet", "add", join(parent, "library.git"), "modules/library");
    repository.git("config", "--file=.gitmodules", "submodule.modules/library.url", "../library.git");
    repository.commit("with a submodule");
    runGit(parent, ["clone", "--quiet", "--bare", repository.path, "main.git"]);
    const mirror = createTestMirrors({ allowLocalPaths: [parent] }).mirror({
      repositoryId: "r",
      url: join(parent, "main.git"),
    });
    await mirror.update();
    const commit = await mirror.resolve("main");
    const [without, filled] = ["without", "filled"].map((name) => join(temporaryDirectory(), name));
    await mirror.tree({ commit, into: without ?? "" });
    expect(readdirSync(join(without ?? "", "modules/library"))).toEqual([]);
    await mirror.tree({ commit, into: filled ?? "", submodules: true });
    expect(readFileSync(join(filled ?? "", "modules/library/lib.txt"), "utf8")).toBe("library");
    expect(await mirror.listFiles(commit)).toContainEqual(
      expect.objectContaining({ path: "modules/library", kind: "submodule" }),
    );
  });

  test("is refused when a submodule's URL leads where nothing may be fetched from", async () => {
    const repository = createRepository({ file: file("x") });
    const first = repository.git("rev-parse", "HEAD");
    writeFileSync(join(repository.path, ".gitmodules"), '[submodule "s"]\n\tpath = s\n\turl = file:///etc\n');
    repository.git("add", ".gitmodules");
    repository.git("update-index", "--add", "--cacheinfo", `160000,${first},s`);
    repository.git("commit", "--quiet", "--message=evil");
    const mirror = createTestMirrors({ allowLocalPaths: [repository.path] }).mirror({
      repositoryId: "r",
      url: repository.path,
    });
    await mirror.update();
    const into = join(temporaryDirectory(), "tree");
    const commit = await mirror.resolve("main");
    await expect(mirror.tree({ commit, into, submodules: true })).rejects.toMatchObject({ code: "address-refused" });
  });

  test("is refused where a file is in the way, and for a commit that is not there", async () => {
    const { mirror, commit, into } = await checkOut({ file: file("x") });
    await expect(mirror.tree({ commit, into })).rejects.toMatchObject({ code: "infrastructure" });
    const missing = "0".repeat(40);
    const other = join(temporaryDirectory(), "tree");
    await expect(mirror.tree({ commit: missing, into: other })).rejects.toMatchObject({ code: "ref-not-found" });
    await expect(mirror.tree({ commit: "--help", into: other })).rejects.toMatchObject({ code: "ref-not-found" });
    await expect(mirror.tree({ commit, into: other, depth: -1 })).rejects.toMatchObject({ code: "invalid-argument" });
  });

  test("is not written once it is cancelled", async () => {
    const { mirror, commit } = await checkOut({ file: file("x") });
    const into = join(temporaryDirectory(), "tree");
    const signal = AbortSignal.abort(new Error("cancelled"));
    await expect(mirror.tree({ commit, into, signal })).rejects.toThrow("cancelled");
    expect(existsSync(into)).toBe(false);
  });

  test("of many commits at once are each right, though few are kept", async () => {
    const repository = createRepository({ file: file("0") });
    const commits = Array.from({ length: 6 }, (_, index) => repository.commit(`${index}`, { file: file(`${index}`) }));
    const mirror = createTestMirrors({ keptTrees: 1 }).mirror({ repositoryId: "r", url: repository.path });
    await mirror.update();
    const root = temporaryDirectory();
    const work = [...commits, ...commits].map(async (commit, index) => {
      const into = join(root, `${index}`);
      await mirror.tree({ commit, into });
      return readFileSync(join(into, "file"), "utf8");
    });
    expect(await Promise.all(work)).toEqual(["0", "1", "2", "3", "4", "5", "0", "1", "2", "3", "4", "5"]);
  });
});

describe("the trees of an execution", () => {
  test("are filled for stages, and one is there to be read until it ends", async () => {
    const { mirror, commit } = await checkOut({ file: file("x") });
    const source = createTreeSource(mirror, { commit });
    const into = join(temporaryDirectory(), "tree");
    mkdirSync(into);
    await source.fill(into, new AbortController().signal);
    expect(readFileSync(join(into, "file"), "utf8")).toBe("x");
    const readable = await source.readable();
    expect(await source.readable()).toBe(readable);
    expect(readdirSync(readable)).toEqual(["file"]);
    expect(lstatSync(readable).isDirectory()).toBe(true);
    await source[Symbol.asyncDispose]();
  });
});

function execTree(path: string, input: string): string {
  return execFileSync("git", ["-C", path, "mktree"], { input, encoding: "utf8" }).trim();
}

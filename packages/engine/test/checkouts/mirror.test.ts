import { execFileSync } from "node:child_process";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Credentials, parseRemote } from "../../src/checkouts/index.ts";
import { file, link, temporaryDirectory } from "../files/temporary-tree.ts";
import { startGitHost } from "./git-host.ts";
import { createRepository, createTestMirrors, runGit, type TestRepository } from "./repository.ts";

/** A bare copy that a host can serve, with a way to bring it up to date. */
function publish(repository: TestRepository): { readonly root: string; readonly push: () => void } {
  const root = temporaryDirectory();
  runGit(root, ["clone", "--quiet", "--mirror", repository.path, "app.git"]);
  return { root, push: () => void runGit(join(root, "app.git"), ["fetch", "--quiet", "--prune"]) };
}

const fetches = (requests: readonly { readonly line: string }[]): number =>
  requests.filter(({ line }) => line.startsWith("GET ")).length;

describe("a mirror of a host", () => {
  test("fetches with credentials that appear nowhere but in the request", async () => {
    const repository = createRepository({ file: file("x") });
    const { root } = publish(repository);
    const password = "s3cret/pass word";
    const host = await startGitHost(root, { credentials: { username: "robot", password } });
    const asked: string[] = [];
    const credentials = async (url: string): Promise<Credentials> => {
      asked.push(url);
      return { username: "robot", password };
    };
    const url = `${host.origin}/app.git`;
    const mirrors = createTestMirrors({ allowPrivateHosts: true, credentials });
    const mirror = mirrors.mirror({ repositoryId: "r", url });
    await mirror.update();
    expect(await mirror.resolve("main")).toBe(repository.git("rev-parse", "HEAD"));
    expect(asked).toEqual([url]);
    expect(textBelow(mirrors.directory)).not.toContain(password);
    expect(textBelow(mirrors.directory)).not.toContain(Buffer.from(`robot:${password}`).toString("base64"));
  });

  test("says that it was refused, without the credentials it tried", async () => {
    const { root } = publish(createRepository({ file: file("x") }));
    const host = await startGitHost(root, { credentials: { username: "robot", password: "right" } });
    const credentials = async (): Promise<Credentials> => ({ username: "robot", password: "wrong-one" });
    const mirror = createTestMirrors({ allowPrivateHosts: true, credentials }).mirror({
      repositoryId: "r",
      url: `${host.origin}/app.git`,
    });
    const failing = mirror.update();
    await expect(failing).rejects.toMatchObject({ code: "repository-unreachable" });
    await expect(failing).rejects.not.toThrow("wrong-one");
  });

  test("is refused by address unless private hosts are allowed", async () => {
    const { root } = publish(createRepository({ file: file("x") }));
    const host = await startGitHost(root);
    const mirrors = createTestMirrors();
    for (const url of [`${host.origin}/app.git`, `https://127.0.0.1:${host.port}/app.git`, "git@localhost:app.git"]) {
      await expect(mirrors.mirror({ repositoryId: "r", url }).update()).rejects.toMatchObject({
        code: "address-refused",
      });
    }
    expect(host.requests).toEqual([]);
  });

  test("is reached at the address that was judged, whatever its name stands for", async () => {
    const repository = createRepository({ file: file("x") });
    const { root } = publish(repository);
    const host = await startGitHost(root);
    const url = `http://rebound.example.invalid:${host.port}/app.git`;
    const mirror = createTestMirrors({ allowPrivateHosts: true, resolveName: async () => ["127.0.0.1"] }).mirror({
      repositoryId: "r",
      url,
    });
    await mirror.update();
    expect(await mirror.resolve("main")).toBe(repository.git("rev-parse", "HEAD"));
  });

  test("follows a redirect of the same host, and sends nothing to another", async () => {
    const repository = createRepository({ file: file("x") });
    const { root } = publish(repository);
    const other = await startGitHost(root);
    const credentials = { username: "robot", password: "right" };
    const host = await startGitHost(root, {
      credentials,
      answer: (request, response) => {
        const { url = "" } = request;
        if (url.startsWith("/old.git")) response.writeHead(301, { location: url.replace("old", "app") }).end();
        else if (url.startsWith("/away.git")) response.writeHead(302, { location: `${other.origin}${url}` }).end();
        else return false;
        return true;
      },
    });
    const mirrors = createTestMirrors({ allowPrivateHosts: true, credentials: async () => credentials });
    const moved = mirrors.mirror({ repositoryId: "moved", url: `${host.origin}/old.git` });
    await moved.update();
    expect(await moved.resolve("main")).toBe(repository.git("rev-parse", "HEAD"));
    const away = mirrors.mirror({ repositoryId: "away", url: `${host.origin}/away.git` });
    await expect(away.update()).rejects.toMatchObject({
      code: "repository-unreachable",
      message: expect.stringContaining(other.origin),
    });
    expect(other.requests).toEqual([]);
  });

  test("is fetched once for ten who want the same commit, and not at all when it is there", async () => {
    const repository = createRepository({ file: file("x") });
    const { root, push } = publish(repository);
    const host = await startGitHost(root);
    const mirror = createTestMirrors({ allowPrivateHosts: true }).mirror({
      repositoryId: "r",
      url: `${host.origin}/app.git`,
    });
    await mirror.update();
    const once = fetches(host.requests);
    const wanted = repository.commit("second", { file: file("y") });
    push();
    await Promise.all(Array.from({ length: 10 }, () => mirror.update({ wanted })));
    expect(fetches(host.requests)).toBe(2 * once);
    await mirror.update({ wanted });
    expect(fetches(host.requests)).toBe(2 * once);
    expect(await mirror.readFile(wanted, "file")).toEqual(Buffer.from("y"));
  });

  test("ends the fetch when all who wait for it have gone, and works again after", async () => {
    const repository = createRepository({ file: file("x") });
    const { root } = publish(repository);
    const arrived = Promise.withResolvers<void>();
    let silent = true;
    const host = await startGitHost(root, {
      answer: (_request, response) => {
        if (!silent) return false;
        response.on("close", () => gone.resolve());
        arrived.resolve();
        return true;
      },
    });
    const gone = Promise.withResolvers<void>();
    const mirror = createTestMirrors({ allowPrivateHosts: true }).mirror({
      repositoryId: "r",
      url: `${host.origin}/app.git`,
    });
    const stop = new AbortController();
    const update = mirror.update({ signal: stop.signal });
    await arrived.promise;
    stop.abort(new Error("enough"));
    await expect(update).rejects.toThrow("enough");
    await gone.promise;
    silent = false;
    await mirror.update();
    expect(await mirror.branches()).toHaveLength(1);
  });

  test("over SSH says what failed, without the key, and leaves no key behind", async () => {
    const sshKey = "-----BEGIN OPENSSH PRIVATE KEY-----\nbm90IGEga2V5\n-----END OPENSSH PRIVATE KEY-----\n";
    const mirrors = createTestMirrors({ allowPrivateHosts: true, credentials: async () => ({ sshKey }) });
    // Nothing listens there.
    const failing = mirrors.mirror({ repositoryId: "r", url: "ssh://git@localhost:1/app.git" }).update();
    await expect(failing).rejects.toMatchObject({ code: "repository-unreachable" });
    await expect(failing).rejects.not.toThrow("bm90IGEga2V5");
    expect(readdirSync(mirrors.directory).filter((name) => name.startsWith("key-"))).toEqual([]);
  });

  test("gives up after its time", async () => {
    const host = await startGitHost(temporaryDirectory(), { answer: () => true });
    const mirror = createTestMirrors({ allowPrivateHosts: true, fetchTimeout: 300 }).mirror({
      repositoryId: "r",
      url: `${host.origin}/app.git`,
    });
    await expect(mirror.update()).rejects.toMatchObject({
      code: "repository-unreachable",
      message: expect.stringMatching(/^could not fetch http.*longer/),
      mend: expect.stringContaining("how fast"),
    });
  });

  test("says which host cannot be found, and that git is not there", async () => {
    const url = "https://nobody.example.org/app.git";
    const lost = createTestMirrors({ resolveName: async () => [] }).mirror({ repositoryId: "r", url });
    await expect(lost.update()).rejects.toMatchObject({
      code: "repository-unreachable",
      message: `could not fetch ${url}: the host "nobody.example.org" cannot be found`,
      mend: expect.stringContaining("typing error"),
    });
    const without = createTestMirrors({ git: "/nowhere/git" }).mirror({ repositoryId: "r", url });
    await expect(without.update()).rejects.toMatchObject({
      code: "repository-unreachable",
      mend: expect.stringContaining("install git"),
    });
  });

  test("finds a commit that was pushed over before it was fetched, and says when there is none", async () => {
    const repository = createRepository({ file: file("x") });
    const lost = repository.commit("lost");
    const { root, push } = publish(repository);
    runGit(join(root, "app.git"), ["config", "uploadpack.allowAnySHA1InWant", "true"]);
    repository.git("reset", "--quiet", "--hard", "HEAD~1");
    push();
    const host = await startGitHost(root);
    const mirror = createTestMirrors({ allowPrivateHosts: true }).mirror({
      repositoryId: "r",
      url: `${host.origin}/app.git`,
    });
    await mirror.update({ wanted: lost });
    expect((await mirror.commit(lost)).message).toBe("lost");
    await expect(mirror.update({ wanted: "1".repeat(40) })).rejects.toMatchObject({ code: "ref-not-found" });
  });
});

describe("a mirror", () => {
  test("knows branches, tags, pull requests and the default branch, and forgets what is gone", async () => {
    const repository = createRepository({ file: file("x") });
    const first = repository.git("rev-parse", "HEAD");
    repository.git("tag", "light");
    repository.git("tag", "--annotate", "--message=v1", "v1.0.0");
    const second = repository.commit("second");
    repository.git("branch", "feature/one");
    repository.git("update-ref", "refs/pull/7/head", first);
    repository.git("update-ref", "refs/merge-requests/8/head", first);
    repository.git("update-ref", "refs/pull-requests/9/from", first);
    repository.git("update-ref", "refs/heads/v1.0.0", second);
    const mirror = createTestMirrors().mirror({ repositoryId: "r", url: `file://${repository.path}` });
    await mirror.update();
    expect(await mirror.defaultBranch()).toBe("main");
    expect((await mirror.branches()).map(({ name }) => name)).toEqual(["feature/one", "main", "v1.0.0"]);
    expect(await mirror.tags()).toEqual(
      expect.arrayContaining([
        { name: "light", commit: first },
        { name: "v1.0.0", commit: first },
      ]),
    );
    const names = ["", "HEAD", "main", "feature/one", "light", "v1.0.0", "refs/tags/v1.0.0", first, first.slice(0, 10)];
    expect(await Promise.all(names.map((name) => mirror.resolve(name)))).toEqual([
      second,
      second,
      second,
      second,
      first,
      second,
      first,
      first,
      first,
    ]);
    for (const name of ["refs/pull/7/head", "refs/merge-requests/8/head", "refs/pull-requests/9/from"]) {
      expect(await mirror.resolve(name)).toBe(first);
    }
    repository.git("branch", "--delete", "--force", "feature/one");
    repository.git("branch", "--move", "main", "trunk");
    await mirror.update();
    expect(await mirror.defaultBranch()).toBe("trunk");
    await expect(mirror.resolve("feature/one")).rejects.toMatchObject({ code: "ref-not-found" });
    expect(await mirror.has(second)).toBe(true);
  });

  test("finds nothing by what is no name", async () => {
    const mirror = await shared();
    for (const name of ["--all", "-x", "main~1", "main^", "a..b", "main@{1}", "main:file", "main\nmain", "no-such"]) {
      await expect(mirror.resolve(name)).rejects.toMatchObject({ code: "ref-not-found" });
    }
  });

  test("tells a commit, what changed, and what came before", async () => {
    const repository = createRepository({ "a.txt": file("a"), "b.txt": file("b"), "d/é.txt": file("c") });
    const first = repository.git("rev-parse", "HEAD");
    repository.git("tag", "--annotate", "--message=a tag", "v1");
    repository.remove("b.txt");
    const second = repository.commit("Say more\n\nWith a body", { "a.txt": file("changed"), "new": file("n") });
    const mirror = createTestMirrors().mirror({ repositoryId: "r", url: repository.path });
    await mirror.update();
    expect(await mirror.commit(second)).toEqual({
      commit: second,
      message: "Say more\n\nWith a body",
      author: "Ada <ada@example.org>",
      committedAt: 1_000 * Number(repository.git("log", "-1", "--format=%ct")),
      parents: [first],
    });
    expect(await mirror.changedFiles(first, second)).toEqual(["a.txt", "b.txt", "new"]);
    expect(await mirror.changedFiles(null, first)).toEqual(["a.txt", "b.txt", "d/é.txt"]);
    expect(await mirror.isAncestor(first, second)).toBe(true);
    expect(await mirror.isAncestor(second, first)).toBe(false);
    expect(await mirror.mergeBase(first, second)).toBe(first);
    // What is no commit: an option, nothing that there is, a tag, a tree, a file.
    const others = ["v1", "HEAD^{tree}", "HEAD:a.txt"].map((name) => repository.git("rev-parse", name));
    for (const id of ["--help", "1".repeat(40), ...others]) {
      await expect(mirror.commit(id)).rejects.toMatchObject({ code: "ref-not-found" });
      await expect(mirror.readFile(id, "a.txt")).rejects.toMatchObject({ code: "ref-not-found" });
    }
    await expect(mirror.changedFiles("--output=/tmp/x", second)).rejects.toMatchObject({ code: "ref-not-found" });
  });

  test("reads files of a commit, within bounds", async () => {
    const mirror = await shared();
    const commit = await mirror.resolve("main");
    expect(String(await mirror.readFile(commit, "d/file"))).toBe("content");
    expect(String(await mirror.readFile(commit, "link"))).toBe("/etc/passwd");
    for (const path of ["none", "d", "", "./d/file", "/d/file", "../x", "d//file", "d/file\nHEAD", "\0"]) {
      expect(await mirror.readFile(commit, path)).toBeNull();
    }
    await expect(mirror.readFile(commit, "d/file", { maxBytes: 3 })).rejects.toMatchObject({ code: "file-too-large" });
    expect((await mirror.listFiles(commit)).map(({ path, kind }) => [path, kind])).toEqual([
      ["d/file", "file"],
      ["link", "link"],
      ["run", "program"],
    ]);
  });

  test("works on after a process died in the middle of a fetch", async () => {
    const repository = createRepository({ file: file("x") });
    const mirrors = createTestMirrors();
    const reference = { repositoryId: "r", url: repository.path };
    await mirrors.mirror(reference).update();
    const [name = ""] = readdirSync(mirrors.directory, { recursive: true, encoding: "utf8" }).filter((path) =>
      path.endsWith("repository.git"),
    );
    for (const lock of ["packed-refs.lock", "HEAD.lock", "config.lock", "refs/heads/main.lock"]) {
      writeFileSync(join(mirrors.directory, name, lock), "");
    }
    writeFileSync(join(mirrors.directory, name, "objects/pack/tmp_pack_x"), "half");
    const commit = repository.commit("second");
    const mirror = createTestMirrors({ directory: mirrors.directory }).mirror(reference);
    await mirror.update({ wanted: commit });
    expect(await mirror.resolve("main")).toBe(commit);
    expect(readdirSync(join(mirrors.directory, name, "objects/pack"))).not.toContain("tmp_pack_x");
  });

  test("of a local path needs that path to be allowed, links followed, and is never one of the mirrors", async () => {
    const { path } = createRepository({ file: file("x") });
    const refused = async (allowLocalPaths: boolean | readonly string[], url: string): Promise<void> => {
      const mirror = createTestMirrors({ allowLocalPaths }).mirror({ repositoryId: "r", url });
      await expect(mirror.update()).rejects.toMatchObject({ code: "address-refused" });
    };
    await refused(false, path);
    await refused([join(path, "below")], path);
    await refused([`${path}-other`], path);
    const mirrors = createTestMirrors();
    await mirrors.mirror({ repositoryId: "r", url: path }).update();
    const [own = ""] = readdirSync(mirrors.directory, { recursive: true, encoding: "utf8" }).filter((each) =>
      each.endsWith("repository.git"),
    );
    await expect(
      mirrors.mirror({ repositoryId: "other", url: join(mirrors.directory, own) }).update(),
    ).rejects.toMatchObject({ code: "address-refused" });
  });

  test("is removed with all it holds when its repository is no more", async () => {
    const { path } = createRepository({ file: file("x") });
    const mirrors = createTestMirrors();
    await mirrors.mirror({ repositoryId: "../../r", url: path }).update();
    await mirrors.mirror({ repositoryId: "stays", url: path }).update();
    expect(readdirSync(mirrors.directory)).toHaveLength(3);
    await mirrors.sweep(async () => ["stays"]);
    expect(readdirSync(mirrors.directory)).toHaveLength(2);
    await mirrors.sweep(async () => []);
    expect(readdirSync(mirrors.directory)).toEqual(["home"]);
  });

  test("of an empty repository has nothing", async () => {
    const path = temporaryDirectory();
    runGit(path, ["init", "--quiet"]);
    const mirror = createTestMirrors().mirror({ repositoryId: "r", url: path });
    await mirror.update();
    expect(await mirror.defaultBranch()).toBeNull();
    expect(await mirror.branches()).toEqual([]);
    await expect(mirror.resolve("")).rejects.toMatchObject({ code: "ref-not-found" });
  });
});

describe("a clone URL", () => {
  test.each([
    ["https://host.example/a/b.git", "http"],
    ["ssh://git@host.example:2222/a/b.git", "ssh"],
    ["git@host.example:a/b.git", "ssh"],
    ["file:///srv/a%20b.git", "local"],
    ["/srv/app.git", "local"],
  ])("may be %s", (url, kind) => {
    expect(parseRemote(url)).toMatchObject({ kind });
  });

  test.each([
    "ext::sh -c touch%20x",
    "ext::touch",
    "fd::17",
    "--upload-pack=touch",
    "-oProxyCommand=touch",
    "ssh://-oProxyCommand=touch/x",
    "git@-oProxyCommand=touch:x",
    "git@host.example:-x",
    "ssh://git:pa55@host.example/x",
    "https://user:pa55@host.example/x.git",
    "https://token-pa55@host.example/x.git",
    "https://host.example/x.git?access=pa55",
    "https://host.example/x.git\n--upload-pack=x",
    "ftp://host.example/x",
    "git://host.example/x",
    "relative/path",
    "C:\\repository",
    "file://host.example/x",
    "",
  ])("may not be %j, and the refusal does not repeat a password", (url) => {
    expect(() => parseRemote(url)).toThrow(expect.objectContaining({ code: "invalid-argument" }));
    expect(() => parseRemote(url)).not.toThrow("pa55");
  });
});

async function shared() {
  const repository = createRepository({ "d/file": file("content"), link: link("/etc/passwd"), run: file("", 0o755) });
  const mirror = createTestMirrors().mirror({ repositoryId: "r", url: repository.path });
  await mirror.update();
  return mirror;
}

function textBelow(directory: string): string {
  const words = ["-r", "--binary-files=text", "--no-filename", "", directory];
  return execFileSync("grep", words, { encoding: "latin1", maxBuffer: 64 * 1024 * 1024 });
}

import { createGlob } from "@headrace/pipeline";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { hashFiles } from "../../src/caches/hash-files.ts";
import { selectFiles } from "../../src/files/select-files.ts";
import { inputsDigest } from "../../src/reuse/inputs-digest.ts";
import { file, link, type Tree, temporaryTree } from "./temporary-tree.ts";

const project = {
  "src/main.ts": file("main"),
  "src/deep/er/util.ts": file("util"),
  "src/deep/style.css": file("css"),
  "node_modules/pkg/index.js": file("pkg"),
  "node_modules/pkg/dist/a.js": file("a"),
  "dist/a.js": file("a"),
  "dist/sub/b.js": file("b"),
  ".git/HEAD": file("ref"),
  ".headrace/headrace.db": file("db"),
  "package-lock.json": file("lock"),
  link: link("src"),
} as const;

const everyPath = [
  ...new Set(
    Object.keys(project).flatMap((path) =>
      path.split("/").map((_, index, parts) => parts.slice(0, index + 1).join("/")),
    ),
  ),
];

async function chosen(patterns: readonly string[], exclude: readonly string[] = []): Promise<readonly string[]> {
  const root = temporaryTree(project);
  const found = await selectFiles({ root, patterns, exclude: exclude.map((path) => `${root}/${path}`) });
  return found.map(({ path }) => path);
}

describe("selecting files", () => {
  test("chooses by globs, directories with all below them, links as links", async () => {
    expect(await chosen(["dist"])).toEqual(["dist", "dist/a.js", "dist/sub", "dist/sub/b.js"]);
    expect(await chosen(["dist/"])).toEqual(await chosen(["./dist"]));
    expect(await chosen(["dist/**", "!dist/sub"])).toEqual(["dist/a.js"]);
    expect(await chosen(["**/*.ts"])).toEqual(["src/deep/er/util.ts", "src/main.ts"]);
    expect(await chosen(["link", "link/**"])).toEqual(["link"]);
    expect(await chosen(["**/*.js", "!node_modules"])).toEqual(["dist/a.js", "dist/sub/b.js"]);
    expect(await chosen(["**/*.js", "!node_modules", "node_modules/pkg/*.js"])).toContain("node_modules/pkg/index.js");
    expect(await chosen(["nothing/**"])).toEqual([]);
  });

  test("never looks into what is excluded", async () => {
    const all = await chosen(["**"], [".headrace"]);
    expect(all).toEqual(everyPath.filter((path) => !path.startsWith(".headrace")).toSorted());
    expect(await chosen([".headrace/**"], [".headrace"])).toEqual([]);
  });

  test.each(["../x", "/etc/passwd", "a/../../b", "!../x", "./../x"])("refuses %j", async (pattern) => {
    await expect(chosen([pattern])).rejects.toMatchObject({
      code: "path-escapes-workspace",
      message: expect.stringContaining(JSON.stringify(pattern)),
    });
  });

  test("finds what walking everything finds, whatever it does not look into", async () => {
    const root = temporaryTree(project);
    const segment = fc.constantFrom(
      "**",
      "*",
      "src",
      "deep",
      "dist",
      "node_modules",
      "pkg",
      "*.js",
      "{src,dist}",
      "{src/deep,dist}",
      "[ds]*",
      "a.js",
      "sub",
    );
    const pattern = fc
      .tuple(fc.boolean(), fc.array(segment, { minLength: 1, maxLength: 4 }), fc.boolean())
      .map(([excludes, segments, slash]) => `${excludes ? "!" : ""}${segments.join("/")}${slash ? "/" : ""}`);
    await fc.assert(
      fc.asyncProperty(fc.array(pattern, { minLength: 1, maxLength: 4 }), async (patterns) => {
        const withDescendants = patterns.flatMap((each) =>
          each.endsWith("/**") ? [each] : [each.replace(/\/$/, ""), `${each.replace(/\/$/, "")}/**`],
        );
        const isChosen = createGlob(withDescendants);
        const found = await selectFiles({ root, patterns });
        expect(found.map(({ path }) => path)).toEqual(everyPath.filter(isChosen).toSorted());
      }),
      { numRuns: 300 },
    );
  });
});

describe("hashing files", () => {
  test("depends on contents and nothing else, and is empty when nothing matches", async () => {
    const hash = (tree: Parameters<typeof temporaryTree>[0], patterns = ["**/*.lock"]) =>
      hashFiles(temporaryTree(tree), patterns);
    const one = await hash({ "a.lock": file("1"), "b/c.lock": file("2"), other: file("3") });
    expect(one).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash({ "a.lock": file("1", 0o600), "b/c.lock": file("2"), other: file("4") })).toBe(one);
    expect(await hash({ "a.lock": file("1"), "b/c.lock": file("x") })).not.toBe(one);
    expect(await hash({ other: file("3") })).toBe("");
    // printf 1 | sha256sum | cut -d' ' -f1 | xxd -r -p | sha256sum.
    expect(await hash({ "a.lock": file("1") })).toBe(
      "9c2e4d8fe97d881430de4e754b4205b9c27ce96715231cffc4337340cb110280",
    );
  });

  test("does not follow links", async () => {
    expect(await hashFiles(temporaryTree({ "a.lock": link("/etc/passwd") }), ["*.lock"])).toBe("");
  });

  test("of inputs for reuse also depends on names, executable bits and link targets", async () => {
    const digest = async (tree: Parameters<typeof temporaryTree>[0]) =>
      await inputsDigest({ root: temporaryTree(tree), patterns: ["**"] });
    const one = await digest({ a: file("1"), l: link("a") });
    expect(await digest({ a: file("1", 0o600), l: link("a") })).toBe(one);
    const others: readonly Tree[] = [
      { b: file("1"), l: link("a") },
      { a: file("1", 0o755), l: link("a") },
      { a: file("1"), l: link("b") },
      { a: file("2"), l: link("a") },
    ];
    for (const other of others) {
      expect(await digest(other)).not.toBe(one);
    }
  });
});

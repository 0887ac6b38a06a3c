import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { removeTree } from "../../src/files/remove-tree.ts";
import { createTreeRemover } from "../../src/files/tree-remover.ts";

const directory = mkdtempSync(join(tmpdir(), "headrace-test-"));
afterAll(() => rmSync(directory, { recursive: true }));

/** A directory with files in rooms of their own. */
function makeTree(name: string, files: number): string {
  const root = join(directory, name);
  for (let index = 0; index < files; index += 1) {
    mkdirSync(join(root, `room-${index % 5}`, "inner"), { recursive: true });
    writeFileSync(join(root, `room-${index % 5}`, "inner", `file-${index}`), "text");
  }
  return root;
}

const remover = createTreeRemover();
afterAll(() => remover.close());

describe.each([
  { where: "in this thread", removeTree },
  { where: "beside it", removeTree: remover.remove },
])("removing a tree $where", ({ removeTree }) => {
  // So many that a thread is started for them.
  beforeAll(() => Promise.all(Array.from({ length: 40 }, (_, index) => removeTree(makeTree(`before-${index}`, 1)))));

  test("takes all of it, be it small or large", async () => {
    const trees = [makeTree("few", 5), makeTree("many", 300)];
    const large = makeTree("large", 1);
    writeFileSync(join(large, "image"), "");
    truncateSync(join(large, "image"), 5_000_000);
    for (const tree of [...trees, large]) {
      await removeTree(tree);
      expect(existsSync(tree)).toBe(false);
    }
  });

  test("follows no link, at its top or inside", async () => {
    const outside = makeTree("outside", 1);
    const inner = makeTree("inner", 2);
    symlinkSync(outside, join(inner, "way-out"));
    const top = join(directory, "top");
    symlinkSync(outside, top);
    for (const path of [inner, top]) {
      await removeTree(path);
      expect(existsSync(path)).toBe(false);
    }
    expect(readFileSync(join(outside, "room-0", "inner", "file-0"), "utf8")).toBe("text");
  });

  test("removes a file too, and finds nothing wrong with what is not there", async () => {
    const file = join(directory, "file");
    writeFileSync(file, "text");
    await removeTree(file);
    expect(existsSync(file)).toBe(false);
    await removeTree(join(directory, "never", "there"));
  });
});

test("what is removed after the remover has been closed is gone all the same", async () => {
  const closed = createTreeRemover();
  const trees = Array.from({ length: 40 }, (_, index) => makeTree(`late-${index}`, 2));
  const removals = trees.map((tree) => closed.remove(tree));
  await closed.close();
  await Promise.all(removals);
  expect(trees.filter((tree) => existsSync(tree))).toEqual([]);
});

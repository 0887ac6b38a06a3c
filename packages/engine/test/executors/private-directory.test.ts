import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { createPrivateDirectory } from "../../src/executors/process/private-directory.ts";
import { scratchPlaces } from "../../src/executors/process/scratch-places.ts";

let root = "";
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "private-"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true });
});

test("where the first place is not there, or full, the next one is used, and all are left empty", (context) => {
  const small = join(root, "small");
  const large = join(root, "large");
  mkdirSync(small);
  mkdirSync(large);
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "none", small], { stdio: "ignore" });
  } catch {
    return context.skip("only root may mount a file system");
  }
  try {
    const directory = createPrivateDirectory([join(root, "missing"), small, large]);
    const first = directory.write("first", ".sh");
    expect(first.startsWith(small)).toBe(true);
    const text = "x".repeat(100_000);
    const second = directory.write(text, ".sh");
    expect(second.startsWith(large)).toBe(true);
    expect(readFileSync(second, "utf8")).toBe(text);
    expect(readFileSync(first, "utf8")).toBe("first");
    directory.close();
    expect([...readdirSync(small), ...readdirSync(large)]).toEqual([]);
  } finally {
    execFileSync("umount", [small]);
  }
});

test("what cannot be made anywhere is told of the last place", () => {
  const directory = createPrivateDirectory([join(root, "missing"), join(root, "neither")]);
  expect(() => directory.write("text", ".sh")).toThrow(/could not make a directory in .*neither/);
  directory.close();
});

test("a directory that the environment names is the one that is used", () => {
  vi.stubEnv("TMPDIR", root);
  expect(scratchPlaces()).toEqual([root]);
});

test("what a process that died left is swept from each place", () => {
  const places = [join(root, "one"), join(root, "two")];
  for (const place of places) {
    mkdirSync(join(place, "headrace-abcdef"), { recursive: true });
    const own = createPrivateDirectory([place]);
    const kept = readFileSync(join(own.write("text", ".sh"), "..", "owner"), "utf8").split(",");
    own.close();
    writeFileSync(join(place, "headrace-abcdef", "owner"), [kept[0], "1", ...kept.slice(2)].join(","));
  }
  createPrivateDirectory(places).sweep();
  expect(places.map((place) => readdirSync(place))).toEqual([[], []]);
});

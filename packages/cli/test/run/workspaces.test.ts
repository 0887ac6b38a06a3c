import { execFileSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventsOf, linesOf, outcomesOf, useFixture } from "../support/fixture.ts";

test("isolated stages start from the working tree's files, give only artifacts, and leave nothing", async () => {
  using bench = useFixture("workspaces");
  const git = (...parameters: readonly string[]): void => {
    execFileSync("git", ["-C", bench.directory, "-c", "user.name=A", "-c", "user.email=a@example.org", ...parameters], {
      stdio: "ignore",
    });
  };
  bench.write(".gitignore", "ignored.txt\n");
  bench.write("tracked.txt", "as committed\n");
  git("init", "--initial-branch", "main");
  git("add", ".");
  git("commit", "--message", "Begin");
  bench.write("tracked.txt", "as edited\n");
  bench.write("untracked.txt", "");
  bench.write("ignored.txt", "");

  const ran = await bench.command(["run", "--json", "--workspace", "isolated"]);
  expect(ran.exitCode).toBe(0);
  expect(ran.stderr).toBe("");
  expect(linesOf(ran, "build")).toEqual([".gitignore", "headrace.yml", "tracked.txt", "untracked.txt", "as edited"]);
  expect(linesOf(ran, "empty")).toEqual(["0"]);
  expect(linesOf(ran, "use")).toEqual(["as edited", "made in the stage", "0"]);
  expect(linesOf(ran, "without")).toEqual(["nothing"]);
  expect(linesOf(ran, "each (1)")).toEqual(["1"]);
  expect(linesOf(ran, "each (2)")).toEqual(["2"]);

  expect(bench.read("tracked.txt")).toBe("as edited\n");
  expect(existsSync(join(bench.directory, "out"))).toBe(false);
  const executionId = String(eventsOf(ran, "execution.created")[0]?.executionId);
  expect(readdirSync(tmpdir()).filter((name) => name.includes(executionId))).toEqual([]);
  // The data directory ignores itself.
  const status = execFileSync("git", ["-C", bench.directory, "status", "--porcelain"], { encoding: "utf8" });
  expect(status).not.toContain(".headrace");
});

test("a shared workspace warns of what could collide in it, and names the other mode", async () => {
  using bench = useFixture("workspaces");
  bench.write("tracked.txt", "as it is\n");
  bench.write(
    "collide.yml",
    `
name: collide
stages:
  one: { steps: ["mkdir -p out; echo one > out/a"], artifacts: [{ name: a, paths: ["out/**"] }] }
  two: { steps: ["mkdir -p out; echo two > out/b"], artifacts: [{ name: b, paths: ["out/**"] }] }
`,
  );
  const matrix = await bench.command(["run", "--json", "--stage", "build", "each", "empty"]);
  expect(matrix.exitCode).toBe(0);
  expect(linesOf(matrix, "empty")).toEqual(["0"]);
  expect(matrix.stderr).toMatch(/warning: .*"each".*\[shared-workspace-conflict\]/);
  expect(matrix.stderr).toContain("--workspace isolated");
  expect(outcomesOf(matrix)).toMatchObject({ "each (1)": "success" });
  expect(bench.read("tracked.txt")).toBe("changed\n");
  const collide = await bench.command(["run", "collide.yml"]);
  expect(collide.exitCode).toBe(0);
  expect(collide.stderr).toMatch(/warning: .*"(one|two)".*\[shared-workspace-conflict\]/);
  const isolated = await bench.command(["run", "collide.yml", "--workspace", "isolated"]);
  expect(isolated.stderr).toBe("");
});

import { accessSync, constants } from "node:fs";
import { expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";

test("the summary counts attempts and their pauses, and blames the step that decided", async () => {
  using bench = useFixture("summary");
  const ran = await bench.command(["run", "--quiet", "--stage", "flaky", "after", "warns", "--concurrency", "4"]);
  expect(ran.exitCode).toBe(0);
  expect(ran.stdout).toMatch(/✓ flaky\s+success\s+.*attempt 2/);
  expect(ran.stdout).toMatch(/! warns\s+failed, allowed\s+.*1 warning/);
  expect(ran.stdout).toContain('! warns, step "echo fatal; exit 9": exit code 9 (allowed)');
  expect(ran.stdout).toContain("! warns: src/a.c:4: old syntax");
  const [, milliseconds] = /Critical path: flaky (\d+) ms → after/.exec(ran.stdout) ?? [];
  // The pause between the attempts is part of the way.
  expect(Number(milliseconds)).toBeGreaterThanOrEqual(200);
});

test("a stage that takes more memory than it may ends as out of memory", async ({ skip }) => {
  if (!hasControlGroups()) skip("no control groups that this user may write");
  using bench = useFixture("summary");
  const ran = await bench.command(["run", "--quiet", "--stage", "hungry"]);
  expect(ran.exitCode).toBe(1);
  expect(ran.stdout).toMatch(/✗ hungry\s+out of memory/);
  expect(ran.stdout).toContain("the memory limit of the stage was reached");
});

function hasControlGroups(): boolean {
  for (const directory of ["/sys/fs/cgroup/memory", "/sys/fs/cgroup"]) {
    try {
      accessSync(directory, constants.W_OK);
      return process.getuid?.() === 0;
    } catch {
      // The other kind may be there.
    }
  }
  return false;
}

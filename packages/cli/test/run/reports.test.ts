import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";

test("the summary shows tests, coverage, the lines that say what failed, and the critical path", async () => {
  using bench = useFixture("quality");
  utimesSync(join(bench.directory, "old/stale.xml"), new Date("2020-01-01"), new Date("2020-01-01"));
  const ran = await bench.command(["run", "--quiet"]);
  expect(ran.exitCode).toBe(1);
  // Only the summary: no line of what the steps printed, but those of what failed.
  expect(ran.stdout).not.toContain("| started");
  expect(ran.stdout).toMatch(/✗ test\s+failed\s+\S+ \S+\s+1 passed, 1 failed, 1 flaky, 1 skipped/);
  expect(ran.stdout).toMatch(/✗ coverage\s+failed\s+\S+ \S+\s+.*50\.0 % covered/);
  expect(ran.stdout).toMatch(/✓ enough\s+success/);
  // No step failed: it is the stage that did, and what it asks for is named.
  expect(ran.stdout).toContain("✗ coverage: line coverage is 50.0 %, below the threshold of 80 %");
  expect(ran.stdout).toContain('✗ compile, step "compile": exit code 2');
  expect(ran.stdout).toMatch(/61 ▌ src\/parser\.c:42:7: error/);
  expect(ran.stdout).toContain("compiling module 60");
  expect(ran.stdout).not.toContain("compiling module 20");
  expect(ran.stdout).toMatch(/✗ reports#1 failed in/);
  const tests = await bench.command(["tests", "latest", "--json"]);
  expect(tests.stdout).toContain("removes");
  expect(tests.stdout).not.toContain("of last year");
});

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runNode } from "./setup.mjs";

/** Runs Vitest with these words and gives what it counted: passed, failed, skipped, and what the last lines are to say. */
export async function runTests(words, environment = {}) {
  const folder = await mkdtemp(join(tmpdir(), "headrace-test-"));
  try {
    const path = join(folder, "counts.json");
    const reporters = ["--reporter=default", "--reporter=./scripts/test-counter.mjs"];
    const env = { ...process.env, ...environment, HEADRACE_TEST_COUNTS: path };
    const { code } = await runNode(["node_modules/vitest/vitest.mjs", "run", ...reporters, ...words], { env });
    const nothing = { passed: 0, failed: 0, skipped: 0, missing: [], flaky: [] };
    const counts = { ...nothing, ...JSON.parse(await readFile(path, "utf8").catch(() => "{}")) };
    // It did not get as far as counting, or failed for a reason of its own.
    return counts.failed === 0 && code !== 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The last lines: what was missing, what is flaky, and the counts. Sets the exit code. */
export function sayCounts({ passed, failed, skipped, missing, flaky }) {
  if (missing.length > 0) console.log(`\n${missing.join("\n")}`);
  for (const test of flaky) console.log(`\nflaky: failed, then passed: ${test}`);
  const left = skipped === 0 ? "" : `, ${skipped} skipped`;
  const twice = flaky.length === 0 ? "" : `, ${flaky.length} flaky`;
  console.log(`\n${passed} passed, ${failed} failed${left}${twice}`);
  if (failed > 0) process.exitCode = 1;
}

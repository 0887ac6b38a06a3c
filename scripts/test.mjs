// npm test: the tests, the checks in the time that they leave, and one line that counts both.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "./checks.mjs";
import { runNode, setUp } from "./setup.mjs";

await setUp();
// Tests wait at times for programs and clocks. What the checks say comes after what the tests do.
const said = [];
const [checks, tests] = await Promise.all([
  runChecks({ inBackground: true, say: (line) => said.push(line) }),
  runTests(process.argv.slice(2)),
]);
console.log(`\n${said.join("\n")}`);

const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed;
const skipped = tests.skipped === 0 ? "" : `, ${tests.skipped} skipped`;
if (tests.missing.length > 0) console.log(`\n${tests.missing.join("\n")}`);
for (const test of tests.flaky) console.log(`\nflaky: failed, then passed: ${test}`);
const flaky = tests.flaky.length === 0 ? "" : `, ${tests.flaky.length} flaky`;
console.log(`\n${passed} passed, ${failed} failed${skipped}${flaky}`);
if (failed > 0) process.exitCode = 1;

async function runTests(filters) {
  const folder = await mkdtemp(join(tmpdir(), "headrace-test-"));
  try {
    const path = join(folder, "counts.json");
    const reporters = ["--reporter=default", "--reporter=./scripts/test-counter.mjs"];
    const env = { ...process.env, HEADRACE_TEST_COUNTS: path };
    const { code } = await runNode(["node_modules/vitest/vitest.mjs", "run", ...reporters, ...filters], { env });
    const nothing = { passed: 0, failed: 0, skipped: 0, missing: [], flaky: [] };
    const counts = { ...nothing, ...JSON.parse(await readFile(path, "utf8").catch(() => "{}")) };
    // It did not get as far as counting, or failed for a reason of its own.
    return counts.failed === 0 && code !== 0 ? { ...counts, failed: 1 } : counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

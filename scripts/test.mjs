// npm test: the checks, then the tests, then one line that counts both.
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "./checks.mjs";
import { runNode, setUp } from "./setup.mjs";

await setUp();
const checks = await runChecks();
const tests = await runTests(process.argv.slice(2));

const passed = checks.passed + tests.passed;
const failed = checks.failed + tests.failed;
const skipped = tests.skipped === 0 ? "" : `, ${tests.skipped} skipped`;
console.log(`\n${passed} passed, ${failed} failed${skipped}`);
if (failed > 0) process.exitCode = 1;

async function runTests(filters) {
  const folder = await mkdtemp(join(tmpdir(), "headrace-test-"));
  try {
    const path = join(folder, "results.json");
    const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${path}`];
    const { code } = await runNode(["node_modules/vitest/vitest.mjs", "run", ...reporters, ...filters]);
    return count(JSON.parse(await readFile(path, "utf8").catch(() => "{}")), code);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function count(results, code) {
  const { numPassedTests: passed = 0, numFailedTests = 0, numPendingTests = 0, numTodoTests = 0 } = results;
  // A file that could not be loaded has no tests that could fail.
  const broken = (results.testResults ?? []).filter(
    ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
  );
  const failed = numFailedTests + broken.length;
  // An error outside every test, or no results at all, is a failure too.
  return { passed, failed: failed === 0 && code !== 0 ? 1 : failed, skipped: numPendingTests + numTodoTests };
}

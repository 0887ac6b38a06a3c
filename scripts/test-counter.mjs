// What npm test says at its end, counted by Vitest's own reports: written as JSON to HEADRACE_TEST_COUNTS.
import { writeFile } from "node:fs/promises";
import { missingDocuments } from "../test/vendors/missing-documents.ts";

export default class TestCounter {
  async onTestRunEnd(modules, unhandledErrors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const isIn = (state) => (test) => test.result().state === state;
    // A file that could not be loaded has no tests that could fail; an error outside of every test is a failure too.
    const broken = modules.filter((module) => !module.ok() && ![...module.children.allTests("failed")].length);
    await writeFile(
      process.env.HEADRACE_TEST_COUNTS,
      JSON.stringify({
        passed: tests.filter(isIn("passed")).length,
        failed: tests.filter(isIn("failed")).length + broken.length + unhandledErrors.length,
        skipped: tests.filter(isIn("skipped")).length,
        missing: missingDocuments(),
        flaky: tests.filter((test) => test.diagnostic()?.flaky === true).map(describeFlaky),
      }),
    );
  }
}

/** Where it stands, and why it failed first. */
function describeFlaky(test) {
  const [error] = test.attempts().flatMap(({ errors }) => errors ?? []);
  const reason = (error?.stack ?? error?.message ?? "")
    .split("\n")
    .filter((line) => !/node_modules|<anonymous>/.test(line));
  return [`${test.module.relativeModuleId} > ${test.fullName}`, ...reason].join("\n    ");
}

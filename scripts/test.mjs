// npm test: the tests, the checks in the time that they leave, and one line that counts both.
import { runChecks } from "./checks.mjs";
import { setUp } from "./setup.mjs";
import { runTests, sayCounts } from "./tests.mjs";

await setUp();
// Tests wait at times for programs and clocks. What the checks say comes after what the tests do.
const said = [];
const [checks, tests] = await Promise.all([
  runChecks({ inBackground: true, say: (line) => said.push(line) }),
  runTests(process.argv.slice(2)),
]);
console.log(`\n${said.join("\n")}`);
sayCounts({ ...tests, passed: checks.passed + tests.passed, failed: checks.failed + tests.failed });

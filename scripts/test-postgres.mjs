// npm run test:postgres: the tests of the server, which npm test runs with SQLite, with their rows in a PostgreSQL. Hours
// that are simulated, request by request, tell of plans and not of rows: once is enough.
import { runNode, setUp } from "./setup.mjs";

await setUp();
const words = [
  "node_modules/vitest/vitest.mjs",
  "run",
  "packages/server",
  "--exclude",
  "**/collector-hours.test.ts",
  ...process.argv.slice(2),
];
const { code } = await runNode(words, { env: { ...process.env, HEADRACE_TEST_DATABASE: "postgres" } });
process.exitCode = code;

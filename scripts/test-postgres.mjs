// npm run test:postgres: every test of the server with its rows in a PostgreSQL, also those that npm test runs on SQLite alone.
import { runNode, setUp } from "./setup.mjs";

await setUp();
const words = [
  "node_modules/vitest/vitest.mjs",
  "run",
  "--project",
  "all",
  "packages/server",
  ...process.argv.slice(2),
];
const { code } = await runNode(words, { env: { ...process.env, HEADRACE_TEST_DATABASE: "postgres" } });
process.exitCode = code;

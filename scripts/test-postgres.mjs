// npm run test:postgres: the tests of the server, which npm test runs with SQLite, with their rows in a PostgreSQL. Hours
// that are simulated, request by request, tell of plans and not of rows: once is enough.
import { setUp } from "./setup.mjs";
import { runTests, sayCounts } from "./tests.mjs";

await setUp();
const named = process.argv.slice(2);
const words = named.length > 0 ? named : ["packages/server", "--exclude", "**/collector-hours.test.ts"];
sayCounts(await runTests(words, { HEADRACE_TEST_DATABASE: "postgres" }));

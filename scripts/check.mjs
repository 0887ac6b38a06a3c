// npm run check: types, lint, format, dead code, import directions, dependencies.
import { runChecks } from "./checks.mjs";
import { setUp } from "./setup.mjs";

await setUp();
const { failed } = await runChecks();
if (failed > 0) process.exitCode = 1;

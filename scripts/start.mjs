// npm start: runs a server with a demonstration to look at.
import { root, runNode, setUp } from "./setup.mjs";

await setUp();
// The pages, where their sources have changed since they were built.
const { code } = await runNode(["packages/web/scripts/build.ts"]);
if (code !== 0) process.exit(code);
process.chdir(root);
process.argv.splice(2, 0, "serve", "--demo", "--open");
await import("../bin/headrace.js");

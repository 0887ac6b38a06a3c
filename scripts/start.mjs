// npm start: runs a server with a demonstration to look at.
import { root, setUp } from "./setup.mjs";

await setUp();
process.chdir(root);
process.argv.splice(2, 0, "serve", "--demo", "--open");
await import("../bin/headrace.js");

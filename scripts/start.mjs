// npm start: runs the demonstration pipeline in the terminal.
import { root, setUp } from "./setup.mjs";

await setUp();
process.chdir(root);
process.argv.splice(2, 0, "run", "examples/hello/headrace.yml");
await import("../bin/headrace.js");

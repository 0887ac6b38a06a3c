import { spawn } from "node:child_process";

/**
 * The floor below many stages at once: so many shells that run the same script, all at once, their output read. Prints
 * milliseconds. Called: node bare-sleepers.ts COUNT SCRIPT
 */
const [count = "1", script = "true"] = process.argv.slice(2);
const started = performance.now();
await Promise.all(Array.from({ length: Number(count) }, run));
console.log(performance.now() - started);

function run(): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", ["-e", "-c", script], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.resume();
    child.stderr.resume();
    child.once("error", reject);
    child.once("close", () => resolve());
  });
}

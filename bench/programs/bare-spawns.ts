import { spawn } from "node:child_process";

/**
 * The floor below any runner on Node: as many shells as there are stages, so many at once, their output read and thrown
 * away. Prints milliseconds. Called: node bare-spawns.ts COUNT AT_ONCE
 */
const [count = 1, atOnce = 1] = process.argv.slice(2).map(Number);

let left = count;
const started = performance.now();
await Promise.all(Array.from({ length: atOnce }, work));
console.log(performance.now() - started);

async function work(): Promise<void> {
  while (left > 0) {
    left -= 1;
    await echo(count - left);
  }
}

function echo(number: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", ["-e", "-c", `echo hello ${number}`], { stdio: ["ignore", "pipe", "pipe"] });
    child.stdout.resume();
    child.stderr.resume();
    child.once("error", reject);
    child.once("close", () => resolve());
  });
}

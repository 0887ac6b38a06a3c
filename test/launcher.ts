import { createLauncher } from "@headrace/engine";

/**
 * One spawner for all servers that the tests of a worker start: each would start its own, and what a worker forks itself
 * takes some 15 ms of processor time, since its memory is that of all the tests that it has run. It ends with the worker.
 */
export const sharedLauncher = createLauncher("always");

/** Runs a program to its end in a folder, by that spawner. Rejects with what it complained of where it fails. */
export async function runIn(
  directory: string,
  program: string,
  ...words: readonly string[]
): Promise<{ readonly output: string; readonly complaint: string }> {
  const { exitCode, output, complaint } = await sharedLauncher.run({
    program: "sh",
    arguments: ["-ec", 'cd "$0"; exec "$@"', directory, program, ...words],
    environment: Object.fromEntries(Object.entries(process.env).map(([name, value = ""]) => [name, value])),
    input: "",
    timeout: 60_000,
    maxBytes: 16 * 1024 * 1024,
  });
  if (exitCode !== 0) throw new Error(`${[program, ...words].join(" ")} ended with ${exitCode}: ${complaint}`);
  return { output: output.toString("utf8").trim(), complaint };
}

import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { stripVTControlCharacters } from "node:util";

export interface SuiteResult {
  readonly passed: readonly string[];
  /** Of those that the revision requires; extensions and what came later are run too, and are not counted. */
  readonly failed: readonly string[];
}

export type Revision = "2025-11-25" | "2026-07-28";

/** Runs what a revision requires of a server, as the official conformance suite has it. */
export async function runSuite(url: string, revision: Revision): Promise<SuiteResult> {
  const { output } = await run([program(), "server", "--url", url, "--requirements", revision]);
  const [, summary = ""] = output.split("=== SUMMARY ===");
  const uncounted = new Set(named(summary, /^ {2}[✓✗] (\S+) \(/gmu));
  const counted = (pattern: RegExp): readonly string[] =>
    named(summary, pattern)
      .filter((name) => !uncounted.has(name))
      .toSorted();
  return { passed: counted(/^✓ (\S+):/gmu), failed: counted(/^✗ (\S+):/gmu) };
}

/**
 * Which of these fail by themselves too. Some scenarios wait a fixed time of half a second for what is to come: a machine
 * that is loaded by a whole suite may not answer in that time once.
 */
export async function askAgain(url: string, revision: Revision, names: readonly string[]): Promise<readonly string[]> {
  const failed: string[] = [];
  for (const name of names) {
    const asked = ["--url", url, "--spec-version", revision, "--scenario", name];
    if ((await run([program(), "server", ...asked])).exitCode !== 0) failed.push(name);
  }
  return failed;
}

function program(): string {
  const require = createRequire(import.meta.url);
  const entry = require.resolve("@modelcontextprotocol/conformance/package.json");
  return join(dirname(entry), "dist/index.js");
}

function named(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

async function run(parameters: readonly string[]): Promise<{ readonly exitCode: number; readonly output: string }> {
  return await new Promise((resolve) => {
    const child = execFile(process.execPath, parameters, { maxBuffer: 64 * 1024 * 1024 }, (_error, stdout, stderr) => {
      resolve({ exitCode: child.exitCode ?? 1, output: stripVTControlCharacters(stdout + stderr) });
    });
  });
}

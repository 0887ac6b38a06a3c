import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ProgramRun, runProgram } from "./run-program.ts";

const root = join(import.meta.dirname, "..", "..");
const peers = join(import.meta.dirname, "..", ".peers");
const peerVersion = "4.75.1";

/** As it is installed: packed, which loads faster than a checkout. */
export const headrace = join(peers, "packed", "bin", "headrace.js");

/** `headrace run` as a whole program, by the Node that runs this, without npm or npx. */
export function runHeadrace(directory: string, words: readonly string[] = []): Promise<ProgramRun> {
  return runProgram({ program: process.execPath, arguments: [headrace, "run", ...words], directory });
}

/** `execution.started` to `execution.finished` of the latest execution. Milliseconds. */
export function latestDuration(directory: string): number {
  const words = [headrace, "executions", "list", "--limit", "1", "--json"];
  const text = execFileSync(process.execPath, words, { cwd: directory, encoding: "utf8" });
  const { executions } = JSON.parse(text);
  return Number(executions[0].durationMs);
}

/** The same work by gitlab-ci-local, all its jobs at once as far as there are cores. */
export async function runGitlabCiLocal(directory: string): Promise<ProgramRun> {
  const program = join(peers, "node_modules", "gitlab-ci-local", "dist", "index.js");
  return await runProgram({ program: process.execPath, arguments: [program], directory });
}

export function runMake(directory: string): Promise<ProgramRun> {
  return runProgram({ program: "make", arguments: ["-s", "-j2"], directory });
}

/** Makes the packed program from the sources as they are, with this checkout's own packages beside it. */
export function packHeadrace(): void {
  const packed = join(peers, "packed");
  rmSync(packed, { recursive: true, force: true });
  mkdirSync(packed, { recursive: true });
  execFileSync(process.execPath, ["--disable-warning=ExperimentalWarning", join(root, "scripts", "pack.ts")], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  renameSync(join(root, "dist"), join(packed, "dist"));
  cpSync(join(root, "bin"), join(packed, "bin"), { recursive: true });
  cpSync(join(root, "package.json"), join(packed, "package.json"));
  symlinkSync(join(root, "node_modules"), join(packed, "node_modules"));
}

/** Installs gitlab-ci-local where nothing else sees it. Throws with what to do when it cannot run here. */
export function preparePeers(): void {
  if (spawnSync("rsync", ["--version"]).error !== undefined) {
    throw new Error("gitlab-ci-local copies files with rsync, and there is none: apt-get install rsync");
  }
  if (spawnSync("make", ["--version"]).error !== undefined) throw new Error("there is no make: apt-get install make");
  if (existsSync(join(peers, "node_modules", "gitlab-ci-local"))) return;
  mkdirSync(peers, { recursive: true });
  writeFileSync(join(peers, "package.json"), '{ "private": true }\n');
  const words = ["install", "--no-audit", "--no-fund", "--no-save", `gitlab-ci-local@${peerVersion}`];
  execFileSync("npm", words, { cwd: peers, stdio: ["ignore", "ignore", "inherit"] });
}

import { spawn, spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { findLauncher } from "../../../../test/program/index.ts";
import type { Workbench } from "./workbench.ts";

/** Whether there is the program that gives a terminal. */
export const hasTerminal = spawnSync("script", ["--version"]).status === 0;

export interface TerminalSession {
  readonly exitCode: number | null;
  /** All that was shown, without control sequences. */
  readonly shown: string;
}

/** A person at a terminal: what they type follows from what is shown since they typed last. */
export function runInTerminal(
  bench: Workbench,
  parameters: readonly string[],
  answers: readonly { readonly when: RegExp; readonly type: string }[],
): Promise<TerminalSession> {
  return new Promise((settle, reject) => {
    const command = [process.execPath, findLauncher(), ...parameters].map((word) => `'${word}'`).join(" ");
    const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
      cwd: bench.directory,
      env: { ...process.env, TERM: "xterm", NO_COLOR: "1" },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const left = [...answers];
    let shown = "";
    let read = 0;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      shown += text;
      const [next] = left;
      const since = stripVTControlCharacters(shown).slice(read);
      if (next === undefined || !next.when.test(since)) return;
      left.shift();
      read += since.length;
      child.stdin.write(next.type);
    });
    child.on("error", reject);
    child.on("close", (exitCode) => settle({ exitCode, shown: stripVTControlCharacters(shown) }));
  });
}

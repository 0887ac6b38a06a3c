import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { Place } from "./databases.ts";

export interface ChildEnd {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export interface Child {
  readonly process: ChildProcess;
  /** The first line that it prints. */
  readonly firstLine: Promise<string>;
  readonly ended: Promise<ChildEnd>;
}

/** What `use-store.ts` is told after its task. */
export function argumentsOf({ directory, database }: Place, argument = ""): readonly string[] {
  return database === undefined ? [directory, argument] : [directory, argument, database];
}

/** Runs one of the programs beside this file. */
export function startChild(program: string, args: readonly string[], fault?: string): Child {
  const path = fileURLToPath(new URL(program, import.meta.url));
  const environment = fault === undefined ? process.env : { ...process.env, HEADRACE_FAULT: fault };
  const child = spawn(process.execPath, [path, ...args], { env: environment, stdio: ["ignore", "pipe", "inherit"] });
  let output = "";
  const firstLine = Promise.withResolvers<string>();
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    output += text;
    const end = output.indexOf("\n");
    if (end >= 0) firstLine.resolve(output.slice(0, end));
  });
  const ended = new Promise<ChildEnd>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (exitCode, signal) => {
      firstLine.reject(new Error(`${program} ended before it printed a line`));
      resolve({ exitCode, signal, output });
    });
  });
  // Who does not ask for it does not care.
  firstLine.promise.catch(() => undefined);
  return { process: child, firstLine: firstLine.promise, ended };
}

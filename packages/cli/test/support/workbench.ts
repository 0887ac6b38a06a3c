import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findLauncher } from "../../../../test/program/index.ts";

export interface Ran {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of `--json`, parsed. */
  readonly events: readonly PublicEvent[];
}

export type PublicEvent = Readonly<Record<string, unknown>> & { readonly type: string };

export interface RunOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the command is started, below the workbench's directory; the directory itself unless said. */
  readonly directory?: string;
  /** Given on standard input, which is then closed. */
  readonly input?: string;
  /** Called with everything printed so far, whenever something is printed. */
  readonly onOutput?: (output: string, child: RunningCommand) => void;
}

export interface RunningCommand {
  readonly pid: number;
  signal(name: NodeJS.Signals): void;
}

/** A temporary directory with files, in which the real command is run as a person would. */
export interface Workbench extends Disposable {
  readonly directory: string;
  write(path: string, text: string): void;
  read(path: string): string;
  headrace(parameters: readonly string[], options?: RunOptions): Promise<Ran>;
}

export function createWorkbench(files: Readonly<Record<string, string>> = {}): Workbench {
  const workbench = openWorkbench(mkdtempSync(join(tmpdir(), "headrace-test-")));
  for (const [path, text] of Object.entries(files)) workbench.write(path, text);
  return workbench;
}

/** A directory that is there already; disposing it removes it. */
export function openWorkbench(directory: string): Workbench {
  return {
    directory,
    write(path, text) {
      const file = join(directory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
    read: (path) => readFileSync(join(directory, path), "utf8"),
    headrace: (parameters, options = {}) => runCommand(join(directory, options.directory ?? "."), parameters, options),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

function runCommand(directory: string, parameters: readonly string[], options: RunOptions): Promise<Ran> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...outside } = process.env;
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, [findLauncher(), ...parameters], {
      cwd: directory,
      env: { ...outside, ...options.environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    const told = (): void => {
      const { pid } = child;
      if (pid !== undefined) options.onOutput?.(stdout + stderr, { pid, signal: (name) => void child.kill(name) });
    };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
      told();
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
      told();
    });
    child.stdin.on("error", () => {});
    child.stdin.end(options.input ?? "");
    child.on("error", reject);
    child.on("close", (exitCode, signal) => {
      settle({
        exitCode,
        signal,
        stdout,
        stderr,
        get events() {
          return stdout
            .split("\n")
            .filter((line) => line.startsWith("{"))
            .map((line): PublicEvent => JSON.parse(line));
        },
      });
    });
  });
}

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable, Writable } from "node:stream";
import { findLauncher } from "../../../../test/program/index.ts";
import { main } from "../../src/main.ts";

export interface Ran {
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** The lines of `--json`, parsed. */
  readonly events: readonly PublicEvent[];
}

export type PublicEvent = Readonly<Record<string, unknown>> & { readonly type: string };

export interface CommandOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Where the command is started, below the workbench's directory; the directory itself unless said. */
  readonly directory?: string;
  /** Given on standard input, which is then closed. */
  readonly input?: string;
}

export interface RunOptions extends CommandOptions {
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
  /**
   * The same command in this process, which spares a start. Not for what is about the process: its end, its signals, its
   * terminal, and what a program reads of its environment before it begins.
   */
  command(parameters: readonly string[], options?: CommandOptions): Promise<Ran>;
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
    headrace: (parameters, options = {}) => runProgram(join(directory, options.directory ?? "."), parameters, options),
    command: (parameters, options = {}) => runHere(join(directory, options.directory ?? "."), parameters, options),
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

async function runHere(directory: string, parameters: readonly string[], options: CommandOptions): Promise<Ran> {
  const stdout = gather();
  const stderr = gather();
  const exitCode = await main(parameters, {
    stdout: stdout.stream,
    stderr: stderr.stream,
    stdin: Readable.from([Buffer.from(options.input ?? "")]),
    environment: environmentOf(options),
    directory,
    color: false,
  });
  return ranAs({ exitCode, signal: null, stdout: stdout.text(), stderr: stderr.text() });
}

function gather() {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString() };
}

function environmentOf(options: CommandOptions): Readonly<Record<string, string | undefined>> {
  const { NO_COLOR: _, FORCE_COLOR: __, ...outside } = process.env;
  return { ...outside, ...options.environment };
}

function ranAs(ended: Omit<Ran, "events">): Ran {
  return {
    ...ended,
    get events() {
      return ended.stdout
        .split("\n")
        .filter((line) => line.startsWith("{"))
        .map((line): PublicEvent => JSON.parse(line));
    },
  };
}

function runProgram(directory: string, parameters: readonly string[], options: RunOptions): Promise<Ran> {
  return new Promise((settle, reject) => {
    const child = spawn(process.execPath, [findLauncher(), ...parameters], {
      cwd: directory,
      env: environmentOf(options),
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
    child.on("close", (exitCode, signal) => settle(ranAs({ exitCode, signal, stdout, stderr })));
  });
}

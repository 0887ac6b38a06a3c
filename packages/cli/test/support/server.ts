import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { findLauncher } from "../../../../test/program/index.ts";

/** The API token of every server that tests start. */
export const bootstrapToken = "a-token-for-tests-0123456789";

export interface ServerProcess extends AsyncDisposable {
  readonly url: string;
  readonly pid: number;
  readonly dataDirectory: string;
  /** The objects printed so far. */
  readonly printed: readonly Readonly<Record<string, unknown>>[];
  /** What stands on standard error so far. */
  readonly errors: string;
  readonly environment: Readonly<Record<string, string>>;
  signal(name: NodeJS.Signals): void;
  /** Its exit code, or the signal it died of. */
  readonly ended: Promise<number | string | null>;
  /** Until an object of this type was printed. */
  printedOf(type: string): Promise<Readonly<Record<string, unknown>>>;
}

export interface ServerProcessOptions {
  readonly parameters?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Kept after the end; else a temporary one is made and removed. */
  readonly dataDirectory?: string;
}

/** `headrace serve --port 0 --json`, as a process of its own; resolved when it listens. */
export async function startServerProcess(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  const dataDirectory = options.dataDirectory ?? join(mkdtempSync(join(tmpdir(), "headrace-serve-")), "data");
  const child = spawn(
    process.execPath,
    [findLauncher(), "serve", "--port", "0", "--json", "--data", dataDirectory, ...(options.parameters ?? [])],
    {
      env: { ...process.env, HEADRACE_BOOTSTRAP_TOKEN: bootstrapToken, ...options.environment },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const printed: Readonly<Record<string, unknown>>[] = [];
  const waiting = new Set<() => void>();
  let unread = "";
  let errors = "";
  const tell = (): void => {
    for (const look of waiting) look();
  };
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const lines = (unread + text).split("\n");
    unread = lines.pop() ?? "";
    printed.push(...lines.map((line) => JSON.parse(line)));
    tell();
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    errors += text;
  });
  let over = false;
  const ended = new Promise<number | string | null>((settle) => {
    child.on("close", (code, signal) => {
      over = true;
      settle(code ?? signal);
      tell();
    });
  });
  const printedOf: ServerProcess["printedOf"] = (type) =>
    new Promise((settle, reject) => {
      const look = (): void => {
        const found = printed.find((each) => each.type === type);
        if (found === undefined && !over) return;
        waiting.delete(look);
        if (found !== undefined) settle(found);
        else reject(new Error(`the server ended before it said "${type}": ${errors}`));
      };
      waiting.add(look);
      look();
    });
  const { url } = await printedOf("listening");
  return {
    url: String(url),
    pid: child.pid ?? 0,
    dataDirectory,
    printed,
    get errors() {
      return errors;
    },
    environment: { HEADRACE_URL: String(url), HEADRACE_TOKEN: bootstrapToken },
    signal: (name) => void child.kill(name),
    ended,
    printedOf,
    async [Symbol.asyncDispose]() {
      if (!over) child.kill("SIGTERM");
      await ended;
      if (options.dataDirectory === undefined) rmSync(dirname(dataDirectory), { recursive: true, force: true });
    },
  };
}

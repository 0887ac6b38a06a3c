import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** A Headrace server in a process of its own. */
export interface BenchServer extends AsyncDisposable {
  readonly url: string;
  /** Cookies of 50 people who are signed in; empty where the data directory was there before. */
  readonly sessions: readonly string[];
  /** As the owner. Throws for an answer that is not of the 200s. */
  request(method: string, path: string, body?: unknown): Promise<ReturnType<typeof JSON.parse>>;
  /** Bytes, of the process itself. */
  peakMemory(): Promise<number>;
  /** So many more executions like one that has ended. */
  copyExecution(id: string, count: number): Promise<void>;
  /** On the spot. */
  kill(): Promise<void>;
}

export interface BenchServerOptions {
  readonly directory: string;
  /** SQLite in the directory unless said. */
  readonly database?: string;
}

const program = join(import.meta.dirname, "..", "programs", "serve.ts");
const token = "hrt_a-token-of-the-benchmarks-alone";

export async function startBenchServer({ directory, database }: BenchServerOptions): Promise<BenchServer> {
  const child: ChildProcess = spawn(
    process.execPath,
    [program, directory, token, ...(database === undefined ? [] : [database])],
    { stdio: ["pipe", "pipe", "inherit"] },
  );
  if (child.stdout === null) throw new Error("a server without an output");
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done === true) throw new Error("the server did not start");
  const { url, sessions } = JSON.parse(first.value);
  const ended = once(child, "exit");
  const tell = async (line: string): Promise<string> => {
    child.stdin?.write(`${line}\n`);
    return (await lines.next()).value ?? "";
  };
  return {
    url,
    sessions,
    request: async (method, path, body) => {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${token}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
      return text === "" ? undefined : JSON.parse(text);
    },
    peakMemory: async () => Number(await tell("memory")),
    copyExecution: async (id, count) => {
      await tell(`copy ${id} ${count}`);
    },
    kill: async () => {
      child.kill("SIGKILL");
      await ended;
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin?.end();
      await ended;
    },
  };
}

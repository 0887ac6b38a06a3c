import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { onTestFinished } from "vitest";
import { findLauncher } from "../../../../test/program/index.ts";
import { type Client, createClient, databaseOf } from "../start-server.ts";

const token = "hrt_a-token-that-only-this-test-knows";

/** A server in a process of its own, over a data directory that outlives it. */
export interface KillableServer {
  readonly client: Client;
  /** As a power cut would, but for the disk. */
  kill(): Promise<void>;
}

export async function startKillableServer(directory: string): Promise<KillableServer> {
  const database = await databaseOf(directory);
  const words = ["--json", "--trust-pipelines", "--port", "0", "--data", directory, "--concurrent-executions", "14"];
  const child: ChildProcess & { readonly stdout: NodeJS.ReadableStream } = spawn(
    process.execPath,
    [findLauncher(), "serve", ...words, ...(database === undefined ? [] : ["--database", database.url])],
    { env: { ...process.env, HEADRACE_BOOTSTRAP_TOKEN: token }, stdio: ["ignore", "pipe", "inherit"] },
  );
  // Also where the test fails: one that lives on keeps the whole suite from ending.
  onTestFinished(() => void child.kill("SIGKILL"));
  // The first says where it listens.
  for await (const line of createInterface({ input: child.stdout })) {
    const { url } = JSON.parse(line);
    return {
      client: createClient(url, token, ""),
      async kill() {
        child.kill("SIGKILL");
        await once(child, "exit");
      },
    };
  }
  throw new Error("the server did not start");
}

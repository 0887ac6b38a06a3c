import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { createInterface } from "node:readline";
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
  const words = [
    join(import.meta.dirname, "..", "fixtures", "run-until-killed.ts"),
    directory,
    token,
    ...(database === undefined ? [] : [database.url]),
  ];
  const child: ChildProcess & { readonly stdout: NodeJS.ReadableStream } = spawn(process.execPath, words, {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const url of createInterface({ input: child.stdout })) {
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

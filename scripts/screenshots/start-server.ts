import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";

const launcher = join(import.meta.dirname, "..", "..", "bin", "headrace.js");

export interface StartedServer extends AsyncDisposable {
  readonly url: string;
  /** The link that lets somebody in, as the terminal shows it. */
  readonly link: string;
}

export interface StartOptions {
  readonly dataDirectory: string;
  readonly parameters?: readonly string[];
  /** What it prints once there is something to see. */
  readonly until?: string;
}

/** `headrace serve`, as a process of its own. */
export async function startServer({
  dataDirectory,
  parameters = [],
  until = "",
}: StartOptions): Promise<StartedServer> {
  const server = spawn(
    process.execPath,
    [launcher, "serve", "--allow-private-addresses", "--port", "0", "--data", dataDirectory, ...parameters],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  let printed = "";
  for await (const chunk of server.stdout) {
    printed += chunk;
    const link = /https?:\/\/\S+\?code=\S+/.exec(printed)?.[0];
    if (link === undefined || !printed.includes(until)) continue;
    return {
      url: new URL(link).origin,
      link,
      async [Symbol.asyncDispose]() {
        server.kill("SIGTERM");
        if (server.exitCode === null) await once(server, "exit");
      },
    };
  }
  throw new Error(`The server ended before it gave a link:\n${printed}`);
}

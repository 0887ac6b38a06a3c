import { rm } from "node:fs/promises";
import { type Client, type StartServerOptions, startServer, type TestServer } from "../start-server.ts";

export interface RestartedServer extends AsyncDisposable {
  readonly server: TestServer;
  /** The owner, who was there before. */
  readonly owner: Client;
}

/** The server on the directory of one that was stopped; the directory goes with it. */
export async function restartServer(directory: string, options: StartServerOptions = {}): Promise<RestartedServer> {
  const server = await startServer({ dataDirectory: directory, empty: true, ...options });
  const { userId } = await server.app.tables
    .selectFrom("member")
    .select("userId")
    .where("role", "=", "owner")
    .executeTakeFirstOrThrow();
  return {
    server,
    owner: await server.member(userId),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

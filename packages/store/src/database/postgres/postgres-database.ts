import { setTimeout as sleep } from "node:timers/promises";
import type { Pool, PoolClient } from "pg";
import type { Database, TransactOptions } from "../database.ts";
import type { Work } from "../work.ts";
import { prepareConnecting } from "./connect.ts";
import { driveClient, type Tried } from "./drive-client.ts";
import { explainPostgres, isConflict, isConnectionLoss } from "./explain-postgres.ts";
import { createNumbering } from "./for-postgres.ts";
import { migratePostgres } from "./migrate-postgres.ts";
import { createPostgresSignals } from "./postgres-signals.ts";
import { preparedPool } from "./prepared-pool.ts";

export interface PostgresDatabaseOptions {
  /** `postgres://user:password@host:port/name`. */
  readonly url: string;
  /** Connections at most, beside those that listen and hold locks; 10 unless said. */
  readonly connections?: number;
  /** Milliseconds to wait for a server that is away before giving up; 60,000 unless said. */
  readonly patience?: number;
}

/** How often work is done again that another writer was in the way of. */
const conflictTries = 10;
const shortestPause = 50;
const longestPause = 2_000;

/**
 * A PostgreSQL database. Work whose connection is lost, as when the server restarts, is done again until the patience
 * is at an end; a commit whose answer was lost is looked for first.
 * Throws `invalid-argument`, `database-unreachable` or `database-newer`.
 */
export async function openPostgresDatabase(options: PostgresDatabaseOptions): Promise<Database> {
  const { url, connections = 10, patience = 60_000 } = options;
  const connecting = prepareConnecting(url, connections);
  const pool = connecting.createPool();
  const explain = (cause: unknown, what: string) => explainPostgres(cause, what, connecting.address);
  try {
    await migratePostgres(pool, connecting.address);
  } catch (cause) {
    await pool.end();
    throw explain(cause, "open the database");
  }
  const signals = createPostgresSignals({ pool, createClient: connecting.createClient, explain });
  const numbering = createNumbering();
  const closing = new AbortController();

  const insist = async <Result>(
    what: string,
    work: () => Work<Result>,
    { transaction, settled }: TransactOptions<Result> & { readonly transaction: boolean },
  ): Promise<Result> => {
    const deadline = performance.now() + patience;
    let unsure = false;
    let conflicts = 0;
    for (let pause = shortestPause; ; pause = Math.min(2 * pause, longestPause)) {
      const again: () => Work<Result> = unsure && settled !== undefined ? () => unlessSettled(work, settled) : work;
      const tried: Tried<Result> = await tryOnce(pool, again, { numbering, transaction });
      if (tried.kind === "done") return tried.result;
      const { cause, committing } = tried;
      if (isConflict(cause) && conflicts < conflictTries) {
        conflicts += 1;
        continue;
      }
      unsure ||= committing;
      if (!isConnectionLoss(cause) || closing.signal.aborted || performance.now() > deadline)
        throw explain(cause, what);
      await sleep(pause, undefined, { signal: closing.signal }).catch(() => undefined);
    }
  };

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    closing.abort();
    await signals.close();
    await pool.end();
  };
  return {
    kind: "postgres",
    perform: (what, work) => insist(what, work, { transaction: false }),
    transact: (what, work, transactOptions = {}) => insist(what, work, { ...transactOptions, transaction: true }),
    server: {
      kind: "postgres",
      pool: preparedPool(pool),
      explain,
      listen: signals.listen,
      notify: signals.notify,
      withLock: signals.withLock,
    },
    close: () => (closed ??= close()),
  };
}

async function tryOnce<Result>(
  pool: Pool,
  work: () => Work<Result>,
  options: Parameters<typeof driveClient>[2],
): Promise<Tried<Result>> {
  let client: PoolClient;
  try {
    client = await pool.connect();
  } catch (cause) {
    return { kind: "failed", cause, committing: false };
  }
  let broken = false;
  try {
    const tried = await driveClient(client, work(), options);
    broken = tried.kind === "failed" && isConnectionLoss(tried.cause);
    return tried;
  } finally {
    client.release(broken);
  }
}

function* unlessSettled<Result>(
  work: () => Work<Result>,
  settled: NonNullable<TransactOptions<Result>["settled"]>,
): Work<Result> {
  const done = yield* settled();
  return done === undefined ? yield* work() : done.result;
}

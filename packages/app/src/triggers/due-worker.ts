import type { Clock } from "@headrace/engine";
import {
  type CreateClaimsOptions,
  createClaims,
  createQueryBuilder,
  type ServerDatabase,
} from "@headrace/store/database";
import type { ServerSchema } from "@headrace/store/server";

type DueTable = keyof Pick<
  ServerSchema,
  "schedules" | "webhook_deliveries" | "forge_repositories" | "watched_owners" | "write_backs" | "notifications"
>;

export interface DueWorkerOptions<Table extends DueTable> {
  readonly database: ServerDatabase;
  readonly clock: Clock;
  /** For these three see `CreateClaimsOptions`. */
  readonly table: Table;
  readonly where?: CreateClaimsOptions["where"];
  readonly together?: CreateClaimsOptions["together"];
  /** One for each process. */
  readonly owner: string;
  /** Rows at work at once. */
  readonly atOnce: number;
  /** Milliseconds between looks where nobody wakes it. */
  readonly every: number;
  /**
   * Does what is due of a row, this attempt counted, and gives it back: it is no longer due, or later. What it throws is
   * told, and the row is claimed again when its lease is over. The signal is aborted when another has the row.
   */
  work(row: ServerSchema[Table], lost: AbortSignal): Promise<void>;
  /** Before each look. */
  prepare?(): Promise<void>;
  report(what: string, error: unknown): void;
}

/** Looks for rows that are due and has each worked on, by one process at a time. */
export interface DueWorker {
  begin(): Promise<void>;
  /** Looks at once. Resolves when all that was due has been worked on. */
  look(): Promise<void>;
  /** Takes nothing up any more, and waits a little for what is at work; what is not done then is claimed again. */
  close(): Promise<void>;
}

/** Milliseconds for which a row is held without being renewed: whoever dies leaves it for that long. */
export const leaseMs = 30_000;

/** Milliseconds for which closing waits. */
const closingMs = 5_000;

export function createDueWorker<Table extends DueTable>(options: DueWorkerOptions<Table>): DueWorker {
  const { database, clock, owner, atOnce, report } = options;
  const table: DueTable = options.table;
  const tables = createQueryBuilder<ServerSchema>(database);
  const { where, together } = options;
  const claims = createClaims<ServerSchema[Table]>({
    database,
    table,
    owner,
    leaseMs,
    countsAttempts: true,
    ...(where === undefined ? {} : { where }),
    ...(together === undefined ? {} : { together }),
  });
  let timer: ReturnType<typeof setInterval> | undefined;
  let closed = false;
  let looking: Promise<void> | undefined;
  let again = false;
  let woken = Promise.withResolvers<void>();

  /** Holds the row for longer; false where another has it. */
  async function renew(id: string): Promise<boolean> {
    const { numUpdatedRows } = await tables
      .updateTable(table)
      .set({ lease_until: clock.now() + leaseMs })
      .where("id", "=", id)
      .where("owner", "=", owner)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  /** What is due. What it gets while it closes is released: others need not wait for the end of a lease. */
  async function claim(limit: number): Promise<readonly ServerSchema[Table][]> {
    if (closed || limit === 0) return [];
    const rows = await claims.due({ limit, now: clock.now() });
    if (!closed) return rows;
    for (const { id } of rows) await release(id);
    return [];
  }

  async function release(id: string): Promise<void> {
    await tables
      .updateTable(table)
      .set({ owner: null, lease_until: null })
      .where("id", "=", id)
      .where("owner", "=", owner)
      .execute();
  }

  async function one(row: ServerSchema[Table]): Promise<void> {
    const { id } = row;
    const lost = new AbortController();
    const renewal = setInterval(() => {
      renew(id).then(
        (held) => held || lost.abort(),
        (error: unknown) => report(`holding a row of ${table}`, error),
      );
    }, leaseMs / 3);
    try {
      await options.work(row, lost.signal);
    } catch (error) {
      report(`working on ${id} of ${table}`, error);
    } finally {
      clearInterval(renewal);
    }
  }

  async function all(): Promise<void> {
    do {
      again = false;
      await options.prepare?.();
      const running = new Set<Promise<void>>();
      for (;;) {
        woken = Promise.withResolvers();
        for (const row of await claim(atOnce - running.size)) {
          const work: Promise<void> = one(row).finally(() => running.delete(work));
          running.add(work);
        }
        if (running.size === 0) break;
        await Promise.race([...running, woken.promise]);
      }
    } while (again && !closed);
  }

  function look(): Promise<void> {
    if (looking !== undefined) {
      // What came while it looked may have been passed over.
      again = true;
      woken.resolve();
      return looking;
    }
    looking = all()
      .catch((error: unknown) => report(`looking for what is due in ${table}`, error))
      .finally(() => {
        looking = undefined;
      });
    return looking;
  }

  return {
    async begin() {
      // It is the only server of its data directory: whoever held these is dead.
      if (database.kind === "sqlite") {
        await tables
          .updateTable(table)
          .set({ owner: null, lease_until: null })
          .where("owner", "is not", null)
          .execute();
      }
      timer = setInterval(() => void look(), options.every);
      timer.unref();
      void look();
    },
    look,
    async close() {
      closed = true;
      clearInterval(timer);
      const patience = Promise.withResolvers<void>();
      const timeout = setTimeout(patience.resolve, closingMs);
      await Promise.race([looking, patience.promise]);
      clearTimeout(timeout);
    },
  };
}

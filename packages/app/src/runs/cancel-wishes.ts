import type { Clock } from "@headrace/engine";
import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import { actorFrom } from "../access/kept-actor.ts";
import type { Actor } from "../access/principal.ts";

/** That somebody wants an execution cancelled which this server does not hold: kept for the one that does. */
export interface CancelWishes {
  /** Takes what was asked for before, and from now on what is asked of other servers of the database. */
  begin(): void;
  /** The server that holds it is told at once; asked twice, it is to end at once. */
  keep(executionId: string, wish: CancelWish): Promise<void>;
  close(): Promise<void>;
}

export interface CancelWish {
  readonly actor: Actor;
  readonly force: boolean;
}

export interface CancelWishesOptions {
  readonly tables: ServerTables;
  readonly database: Pick<ServerDatabase, "kind" | "listen" | "notify">;
  readonly clock: Clock;
  /** Whether this server answers for it. */
  holds(executionId: string): boolean;
  cancel(executionId: string, wish: CancelWish): Promise<void>;
  report(what: string, error: unknown): void;
}

const channel = "cancel-wishes";
/** Milliseconds between looks where no notification came. */
const poll = 5_000;

export function createCancelWishes(options: CancelWishesOptions): CancelWishes {
  const { tables, database, clock, holds, report } = options;
  const working = new Set<Promise<void>>();
  let unlisten: Promise<() => Promise<void>> | undefined;
  let timer: NodeJS.Timeout | undefined;

  async function take(executionId: string): Promise<void> {
    if (!holds(executionId)) return;
    const wish = await tables
      .deleteFrom("cancel_wishes")
      .where("execution_id", "=", executionId)
      .returningAll()
      .executeTakeFirst();
    if (wish !== undefined)
      await options.cancel(executionId, { actor: actorFrom(wish.actor), force: wish.force === 1 });
  }

  async function takeAll(): Promise<void> {
    const rows = await tables.selectFrom("cancel_wishes").select("execution_id").execute();
    for (const { execution_id: executionId } of rows) await take(executionId);
  }

  function later(work: () => Promise<void>): void {
    const done: Promise<void> = work()
      .catch((error: unknown) => report("cancelling for another server", error))
      .finally(() => working.delete(done));
    working.add(done);
  }

  return {
    begin() {
      later(takeAll);
      // An embedded database has one server.
      if (database.kind === "sqlite") return;
      unlisten = database.listen(channel, (signal) =>
        later(signal.kind === "resync" ? takeAll : () => take(signal.payload)),
      );
      unlisten.catch((error: unknown) => report("cancelling for another server", error));
      timer = setInterval(() => later(takeAll), poll).unref();
    },
    async keep(executionId, { actor, force }) {
      await tables
        .insertInto("cancel_wishes")
        .values({
          execution_id: executionId,
          actor: JSON.stringify(actor),
          force: force ? 1 : 0,
          asked_at: clock.now(),
        })
        .onConflict((conflict) => conflict.column("execution_id").doUpdateSet({ force: 1 }))
        .execute();
      await database.notify(channel, executionId);
    },
    async close() {
      clearInterval(timer);
      await unlisten?.then((end) => end()).catch(() => undefined);
      await Promise.all(working);
    },
  };
}

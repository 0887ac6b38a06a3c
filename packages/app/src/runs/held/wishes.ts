import type { Clock } from "@headrace/engine";
import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import { z } from "zod";
import { actorFrom } from "../../access/kept-actor.ts";
import type { Actor } from "../../access/principal.ts";

/** What somebody wants of an execution that this server does not hold: kept for the one that does. */
export interface Wishes {
  /** Takes what was asked for before, and from now on what is asked of other servers of the database; nothing once closed. */
  begin(): void;
  /** The server that holds it is told at once; a cancel that is asked for twice is to end it at once. */
  keep(executionId: string, wish: Wish): Promise<void>;
  close(): Promise<void>;
}

export interface Wish {
  /** `supersede`: a newer one takes its place. */
  readonly kind: "cancel" | "supersede" | "resume";
  readonly actor: Actor;
  /** Of a cancel. */
  readonly force?: boolean;
}

export interface WishesOptions {
  readonly tables: ServerTables;
  readonly database: Pick<ServerDatabase, "kind" | "listen" | "notify">;
  readonly clock: Clock;
  /** Whether this server answers for it. */
  holds(executionId: string): boolean;
  fulfil(executionId: string, wish: Wish): Promise<void>;
  report(what: string, error: unknown): void;
}

const channel = "control-wishes";
/** Milliseconds between looks where no notification came. */
const poll = 5_000;

const kinds = z.enum(["cancel", "supersede", "resume"]);

export function createWishes({ tables, database, clock, holds, ...options }: WishesOptions): Wishes {
  const working = new Set<Promise<void>>();
  let unlisten: Promise<() => Promise<void>> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  const failed = (error: unknown): void => options.report("what other servers were asked for", error);

  async function take(executionId: string): Promise<void> {
    if (!holds(executionId)) return;
    const wishes = await tables
      .deleteFrom("control_wishes")
      .where("execution_id", "=", executionId)
      .returningAll()
      .execute();
    for (const { kind, actor, force } of wishes) {
      await options.fulfil(executionId, { kind: kinds.parse(kind), actor: actorFrom(actor), force: force === 1 });
    }
  }

  async function takeAll(): Promise<void> {
    const rows = await tables.selectFrom("control_wishes").select("execution_id").distinct().execute();
    for (const { execution_id: executionId } of rows) await take(executionId);
  }

  function later(work: () => Promise<void>): void {
    const done: Promise<void> = work()
      .catch(failed)
      .finally(() => working.delete(done));
    working.add(done);
  }

  return {
    begin() {
      if (closed) return;
      later(takeAll);
      // An embedded database has one server. What was begun before goes on: a second timer would outlive the first's end.
      if (database.kind === "sqlite" || timer !== undefined) return;
      unlisten = database.listen(channel, (signal) =>
        later(signal.kind === "resync" ? takeAll : () => take(signal.payload)),
      );
      unlisten.catch(failed);
      timer = setInterval(() => later(takeAll), poll).unref();
    },
    async keep(executionId, { kind, actor, force = false }) {
      await tables
        .insertInto("control_wishes")
        .values({
          execution_id: executionId,
          kind,
          actor: JSON.stringify(actor),
          force: force ? 1 : 0,
          asked_at: clock.now(),
        })
        .onConflict((conflict) =>
          conflict.columns(["execution_id", "kind"]).doUpdateSet({ force: kind === "cancel" ? 1 : 0 }),
        )
        .execute();
      await database.notify(channel, executionId);
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await unlisten?.then((end) => end()).catch(() => undefined);
      await Promise.all(working);
    },
  };
}

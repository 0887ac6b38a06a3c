import type { Clock } from "@headrace/engine";
import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import { type CancelWish, createCancelWishes } from "./cancel-wishes.ts";
import type { Conductor } from "./conductor.ts";
import { alreadyEnded, type HeldRuns } from "./held-runs.ts";
import { setLinkDetail } from "./links.ts";

/** Cancels what people want cancelled, wherever it is held. */
export interface Cancelling {
  /** From now on, also what other servers of the database were asked for and this one holds. */
  begin(): void;
  /** Throws `already-ended` or `not-found`. */
  cancel(executionId: string, wish: CancelWish): Promise<void>;
  close(): Promise<void>;
}

export interface CancellingOptions {
  readonly tables: ServerTables;
  readonly database: ServerDatabase;
  readonly clock: Clock;
  readonly conductor: Conductor;
  readonly runs: HeldRuns;
  report(what: string, error: unknown): void;
}

export function createCancelling({ tables, conductor, runs, ...options }: CancellingOptions): Cancelling {
  const wishes = createCancelWishes({
    ...options,
    tables,
    holds: (executionId) => runs.get(executionId) !== undefined,
    cancel,
  });

  async function cancel(executionId: string, wish: CancelWish): Promise<void> {
    const run = runs.get(executionId);
    if (run === undefined) {
      if ((await runs.elsewhere(executionId)) === undefined) throw alreadyEnded(executionId);
      await wishes.keep(executionId, wish);
      return;
    }
    // Kept first: a cancel holds also when the server dies before it is done.
    run.link = { ...run.link, detail: { ...run.link.detail, cancelledBy: wish.actor } };
    await setLinkDetail(tables, executionId, run.link.detail);
    if (runs.get(executionId) === undefined) throw alreadyEnded(executionId);
    conductor.cancel(run, { force: wish.force, reason: "requested" });
  }

  return { begin: () => wishes.begin(), cancel, close: () => wishes.close() };
}

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Clock } from "@headrace/engine";
import type { Store } from "@headrace/store";
import { createClaims } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import { hourMs, keptHours } from "../collector/reliability/count-looks.ts";
import { defaultLimits, type Limits, readLimits } from "../limits/limits.ts";
import { idempotencyMemory } from "../operations/idempotency.ts";
import { isHeld } from "./hold-retention.ts";
import { overdueCaches } from "./overdue-caches.ts";
import { removeOverdue } from "./remove-overdue.ts";
import type { Retention } from "./retention.ts";
import { walkOverdue } from "./walk.ts";

export interface CreateRetentionOptions {
  readonly store: Store;
  readonly tables: ServerTables;
  readonly clock: Clock;
  /** Of this process; what it has claimed no other looks through. */
  readonly owner: string;
  /** Milliseconds for which a blob that nothing refers to is kept: its writer has yet to store what refers to it. An hour unless said. */
  readonly grace?: number;
  /** Removes what is over by its time and belongs to no organization. */
  tidy(): Promise<void>;
  report(what: string, error: unknown): void;
}

const nothingKept: Limits = { ...defaultLimits, executionsKept: 0, cacheBytes: -1 };
/** The row of `retention_turns` for what belongs to no organization. */
const ofServer = "server";
const channel = "retention";
/** Milliseconds. */
const every = 60 * 60 * 1000;
const poll = 60_000;
const lease = 10 * 60 * 1000;
/** After a fault. */
const again = 5 * 60_000;

export function createRetention(options: CreateRetentionOptions): Retention {
  const { store, tables, clock, owner, report } = options;
  const claims = createClaims({ database: store.database, table: "retention_turns", owner, leaseMs: lease });
  const closing = new AbortController();
  let working: Promise<void> | undefined;
  let isWanted = false;
  let timer: NodeJS.Timeout | undefined;
  let unlisten: Promise<() => Promise<void>> | undefined;

  async function round(): Promise<void> {
    await addTurns();
    for (;;) {
      if (closing.signal.aborted || (await isHeld(tables, clock.now()))) return;
      const [turn] = await claims.due({ limit: 1, now: clock.now() });
      if (turn === undefined) return;
      const { id } = turn;
      try {
        const isThere = id === ofServer || (await isOrganization(id));
        const isDone = await (id === ofServer ? lookThroughServer() : lookThrough(id, isThere));
        if (isDone && !isThere && (await hasNothing(id))) await drop(id);
        else await giveBack(id, isDone ? every : 0);
      } catch (error) {
        report(`the retention of ${id}`, error);
        await giveBack(id, again);
      }
    }
  }

  async function isOrganization(id: string): Promise<boolean> {
    const row = await tables.selectFrom("organization").select("id").where("id", "=", id).executeTakeFirst();
    return row !== undefined;
  }

  /** Of one that was deleted: what had not ended then goes once it has. */
  async function hasNothing(id: string): Promise<boolean> {
    const row = await tables
      .selectFrom("execution_links")
      .select("execution_id")
      .where("organization_id", "=", id)
      .executeTakeFirst();
    return row === undefined;
  }

  async function drop(id: string): Promise<void> {
    await tables.deleteFrom("retention_turns").where("id", "=", id).where("owner", "=", owner).execute();
  }

  /** Of an organization that is no more nothing is kept. False where it was left before its end. */
  async function lookThrough(organizationId: string, isThere: boolean): Promise<boolean> {
    const now = clock.now();
    const limits = isThere ? await readLimits(tables, organizationId) : nothingKept;
    for await (const overdue of walkOverdue(tables, { organizationId, limits, now })) {
      if (!(await removeOverdue({ store, tables, goOn: () => goOn(organizationId) }, overdue))) return false;
    }
    for (const { id } of await overdueCaches(tables, { organizationId, cacheBytes: limits.cacheBytes, now })) {
      if (!(await goOn(organizationId))) return false;
      await tables.deleteFrom("cache_entries").where("id", "=", id).execute();
    }
    return true;
  }

  async function lookThroughServer(): Promise<boolean> {
    const now = clock.now();
    await options.tidy();
    await tables
      .deleteFrom("idempotency_keys")
      .where("created_at", "<", now - idempotencyMemory)
      .execute();
    await tables.deleteFrom("invitations").where("expires_at", "<=", now).execute();
    await tables
      .deleteFrom("collection_hours")
      .where("hour", "<=", Math.floor(now / hourMs) - keptHours)
      .execute();
    // First of all what dead writers left.
    for (const prefixes of [[], ...(await store.blobs.prefixes()).map((prefix) => [prefix])]) {
      if (!(await goOn(ofServer))) return false;
      await store.sweepBlobs({ now, prefixes, ...(options.grace === undefined ? {} : { grace: options.grace }) });
    }
    return true;
  }

  /** Lets others have their turn, and keeps what is claimed. False when it is to be left. */
  async function goOn(id: string): Promise<boolean> {
    await nextTurn();
    if (closing.signal.aborted || (await isHeld(tables, clock.now()))) return false;
    const { numUpdatedRows } = await tables
      .updateTable("retention_turns")
      .set({ lease_until: clock.now() + lease })
      .where("id", "=", id)
      .where("owner", "=", owner)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async function giveBack(id: string, delay: number): Promise<void> {
    const now = clock.now();
    await tables
      .updateTable("retention_turns")
      .set({ owner: null, lease_until: null, next_attempt_at: now + delay })
      .where("id", "=", id)
      .where("owner", "=", owner)
      .execute();
  }

  async function addTurns(): Promise<void> {
    const missing = await tables
      .selectFrom("organization")
      .select("id")
      .where("id", "not in", (query) => query.selectFrom("retention_turns").select("id"))
      .execute();
    for (const id of [ofServer, ...missing.map((row) => row.id)]) {
      await tables
        .insertInto("retention_turns")
        .values({ id, next_attempt_at: clock.now(), owner: null, lease_until: null })
        .onConflict((conflict) => conflict.column("id").doNothing())
        .execute();
    }
  }

  /** One round at a time; one that is wanted meanwhile follows. */
  function work(): Promise<void> {
    isWanted = true;
    working ??= (async () => {
      while (isWanted && !closing.signal.aborted) {
        isWanted = false;
        await round().catch((error: unknown) => {
          if (!closing.signal.aborted) report("retention", error);
        });
      }
      working = undefined;
    })();
    return working;
  }

  return {
    begin() {
      timer = setInterval(() => void work(), poll).unref();
      unlisten = store.database.listen(channel, () => void work());
      unlisten.catch((error: unknown) => report("retention", error));
    },
    async lookSoon(organizationId) {
      const due = { next_attempt_at: clock.now(), owner: null, lease_until: null };
      await tables
        .insertInto("retention_turns")
        .values({ id: organizationId, ...due })
        .onConflict((conflict) => conflict.column("id").doUpdateSet(due))
        .execute();
      await store.database.notify(channel, organizationId);
    },
    round: work,
    async close() {
      closing.abort();
      clearInterval(timer);
      await unlisten?.then((end) => end()).catch(() => undefined);
      await working;
    },
  };
}

import type { Clock, IdSource, ReleaseSlot, SlotRequest } from "@headrace/engine";
import type { SharedSlots } from "@headrace/engine/slots";
import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import { claimTurn, dropTurn, keyOfGroup, type Turn } from "./claim-turn.ts";

export interface SharedTurnsOptions {
  /** Of this process. */
  readonly slots: SharedSlots;
  readonly tables: ServerTables;
  readonly database: Pick<ServerDatabase, "kind" | "listen" | "notify">;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** One for each process. */
  readonly owner: string;
  /** Milliseconds for which a claim holds without being renewed: 30,000 unless said. */
  readonly leaseMs?: number;
  report(what: string, error: unknown): void;
}

export interface SharedTurns extends SharedSlots {
  begin(): void;
  /** Settles when every claim that was given back is gone from the database. */
  close(): Promise<void>;
}

/** A request of this process for groups: it waits for one of them, or has them all. */
interface OwnTurn extends Turn {
  /** The one that was full when it was last looked at. */
  waitsFor: string | undefined;
  wake: () => void;
}

const defaultLease = 30_000;
const channel = "turns";
/** Milliseconds between looks where no notification came, and at who has died. */
const lookAgain = 2_000;

/**
 * Slots whose groups of stages and whose environments hold across all servers on one database: who has a slot here claims
 * the groups there, all at once, and renews the claims for as long as it works. Where a group is full the slot is given back
 * and asked for again: nothing is held while waiting. A server that dies leaves its claims to the end of their lease.
 * An embedded database has one server, whose own slots keep the groups.
 */
export function createSharedTurns(options: SharedTurnsOptions): SharedTurns {
  const { slots, database } = options;
  if (database.kind === "sqlite") return { ...slots, begin: () => undefined, close: async () => undefined };
  const { tables, clock, owner, leaseMs = defaultLease, report } = options;
  const turns = new Map<string, OwnTurn>();
  const working = new Set<Promise<void>>();
  const timers: NodeJS.Timeout[] = [];
  let unlisten: Promise<() => Promise<void>> | undefined;
  const failed = (error: unknown): void => report("the turns of concurrency groups", error);

  /** Of those that wait here for a group, the one that comes first looks again: the others would only stand behind it. */
  function wakeFirst(group: string): void {
    let first: OwnTurn | undefined;
    for (const turn of turns.values()) {
      if (turn.waitsFor === group && (first === undefined || comesBefore(turn, first))) first = turn;
    }
    first?.wake();
  }

  function wakeAll(): void {
    for (const group of new Set([...turns.values()].flatMap(({ waitsFor }) => waitsFor ?? []))) wakeFirst(group);
  }

  async function tellSuperseded(): Promise<void> {
    if (turns.size === 0) return;
    const rows = await tables
      .selectFrom("turn_claims")
      .select("request")
      .distinct()
      .where("owner", "=", owner)
      .where("superseded", "=", 1)
      .execute();
    for (const { request } of rows) {
      const turn = turns.get(request);
      if (turn === undefined || turn.isSuperseded) continue;
      turn.isSuperseded = true;
      turn.request.onSuperseded();
    }
  }

  async function renew(): Promise<void> {
    if (turns.size === 0) return;
    await tables
      .updateTable("turn_claims")
      .set({ lease_until: clock.now() + leaseMs })
      .where("owner", "=", owner)
      .execute();
  }

  async function tell(groups: Iterable<string>): Promise<void> {
    // Longer than a notification can be: everybody looks.
    for (const group of groups) await database.notify(channel, Buffer.byteLength(group) < 7_000 ? group : "");
  }

  async function acquire(request: SlotRequest, signal: AbortSignal): Promise<ReleaseSlot> {
    if (request.groups.length === 0) return await slots.acquire(request, signal);
    const id = options.ids.next();
    const turn: OwnTurn = {
      id,
      request,
      askedAt: clock.now(),
      hasSuperseded: false,
      isSuperseded: false,
      waitsFor: undefined,
      wake: () => undefined,
    };
    turns.set(id, turn);
    const giveUp = (): void => turn.wake();
    signal.addEventListener("abort", giveUp, { once: true });
    try {
      for (;;) {
        // From before it looks: what changes meanwhile is not missed.
        const woken = Promise.withResolvers<void>();
        turn.wake = woken.resolve;
        const release = await slots.acquire({ ...request, groups: [] }, signal);
        const claimed = await claimTurn({ tables, owner, now: clock.now(), leaseMs }, turn).catch((error: unknown) => {
          release();
          throw error;
        });
        turn.hasSuperseded = true;
        if (claimed.superseded.length > 0) await tell(claimed.superseded);
        if (claimed.full === undefined && !signal.aborted) {
          turn.waitsFor = undefined;
          // Where there is room for several, the next one may have it too.
          for (const { name } of request.groups) wakeFirst(keyOfGroup(name));
          return releaseOf(turn, release);
        }
        release();
        turn.waitsFor = claimed.full;
        signal.throwIfAborted();
        await woken.promise;
        signal.throwIfAborted();
      }
    } catch (error) {
      leave(turn);
      throw error;
    } finally {
      signal.removeEventListener("abort", giveUp);
    }
  }

  function releaseOf(turn: OwnTurn, release: ReleaseSlot): ReleaseSlot {
    return () => {
      if (!turns.has(turn.id)) return;
      release();
      leave(turn);
    };
  }

  function leave(turn: OwnTurn): void {
    turns.delete(turn.id);
    later(async () => tell(await dropTurn(tables, turn.id)));
  }

  /** Waited for at the end: after it the database takes nothing more. */
  function later(work: () => Promise<void>): void {
    const done: Promise<void> = work()
      .catch(failed)
      .finally(() => working.delete(done));
    working.add(done);
  }

  return {
    acquire,
    begin() {
      if (unlisten !== undefined) return;
      unlisten = database.listen(channel, (signal) => {
        if (signal.kind === "notified" && signal.payload !== "") wakeFirst(signal.payload);
        else wakeAll();
        later(tellSuperseded);
      });
      unlisten.catch(failed);
      timers.push(
        setInterval(() => later(renew), leaseMs / 3).unref(),
        setInterval(() => {
          wakeAll();
          later(tellSuperseded);
        }, lookAgain).unref(),
      );
    },
    async close() {
      for (const timer of timers) clearInterval(timer);
      await unlisten?.then((end) => end()).catch(() => undefined);
      await Promise.all(working);
    },
    look() {
      const { running, waiting } = slots.look();
      const elsewhere = [...turns.values()].flatMap(({ request, waitsFor }) => {
        const { executionId, stage, instance, priority, groups } = request;
        const group = groups.find(({ name }) => keyOfGroup(name) === waitsFor)?.name;
        return group === undefined ? [] : [{ executionId, stage, instance, priority, group }];
      });
      return { running, waiting: [...waiting, ...elsewhere] };
    },
  };
}

function comesBefore(one: Turn, other: Turn): boolean {
  if (one.request.priority !== other.request.priority) return one.request.priority > other.request.priority;
  return one.askedAt === other.askedAt ? one.id < other.id : one.askedAt < other.askedAt;
}

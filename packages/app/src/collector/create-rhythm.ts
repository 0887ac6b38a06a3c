import type { Clock } from "@headrace/engine";
import type { ForgeRepositoriesTable, ServerTables } from "@headrace/store/server";
import { requestLimitOf } from "../connections/connection.ts";
import { readConnection } from "../connections/read-connection.ts";
import { createSeldom } from "../values/seldom.ts";
import { type Polling, planPolling } from "./plan-polling.ts";

export interface RhythmOptions {
  readonly tables: ServerTables;
  readonly clock: Clock;
  /** Called when something has become due. */
  wake(): void;
  report(what: string, error: unknown): void;
}

export interface LookedAt {
  readonly repositoryId: string;
  /** An execution of it. */
  readonly executionId?: string;
}

/** How often repositories are looked at on their hosts, and which sooner than others. */
export interface Rhythm {
  /** How often those of a connection are looked at now. */
  polling(connectionId: string): Promise<Polling>;
  /** Milliseconds until this one is looked at again, as it will be kept. */
  every(row: ForgeRepositoriesTable): Promise<number>;
  /** Has one looked at that is said to have changed. */
  hurry(repositoryId: string): Promise<void>;
  /** See `Collector.lookedAt`. */
  lookedAt(place: LookedAt): Promise<void>;
}

/** What ran lately, or was looked at here, is looked at as what runs, for so long. */
const warmMs = 5 * 60_000;
/** Between two looks, however much is heard: a run tells of each of its steps. */
const soonestAgain = 5_000;
/** Between two times that it is written down of one repository, or execution, that somebody looks at it. */
const seldomMs = 30_000;
/** Runs of a repository whose stages a look reads at most. */
const mostRuns = 25;

export function createRhythm({ tables, clock, wake, report }: RhythmOptions): Rhythm {
  const seldom = createSeldom({ clock, every: seldomMs });

  async function planFor(connectionId: string, changed?: Activity & { readonly id: string }): Promise<Polling> {
    const [connection, rows] = await Promise.all([
      readConnection(tables, connectionId),
      tables
        .selectFrom("forge_repositories")
        .select(["id", "unfinished", "active_at", "looked_at"])
        .where("connection_id", "=", connectionId)
        .execute(),
    ]);
    const now = clock.now();
    const active = rows.map((row) => (row.id === changed?.id ? changed : row)).filter((row) => isActive(row, now));
    const requests = active.reduce((total, row) => total + costOf(row), 0);
    const needs = { requestLimit: requestLimitOf(connection), active: requests, resting: rows.length - active.length };
    return planPolling(needs);
  }

  /** One that failed waits for its turn: whoever tells of it does not know what its host bears. */
  function readable(repositoryId: string) {
    return tables
      .selectFrom("forge_repositories")
      .selectAll()
      .where("id", "=", repositoryId)
      .where("problem", "is", null)
      .executeTakeFirst();
  }

  async function makeDue(repositoryId: string, at: number): Promise<void> {
    await tables
      .updateTable("forge_repositories")
      .set({ next_attempt_at: at })
      .where("id", "=", repositoryId)
      .where("next_attempt_at", ">", at)
      .execute();
    if (at <= clock.now()) wake();
  }

  async function isRemote(executionId: string): Promise<boolean> {
    const row = await tables
      .selectFrom("forge_runs")
      .select("execution_id")
      .where("execution_id", "=", executionId)
      .executeTakeFirst();
    return row !== undefined;
  }

  async function write({ repositoryId, executionId }: LookedAt): Promise<void> {
    if (!seldom(executionId ?? repositoryId)) return;
    if (executionId !== undefined && !((await isRemote(executionId)) && seldom(repositoryId))) return;
    const now = clock.now();
    await tables.updateTable("forge_repositories").set({ looked_at: now }).where("id", "=", repositoryId).execute();
    const row = await readable(repositoryId);
    if (row === undefined) return;
    // No sooner than what is active is looked at: who opens many pages spends no more than is planned.
    const { activeEvery } = await planFor(row.connection_id);
    await makeDue(repositoryId, Math.max(now, (row.read_at ?? 0) + activeEvery));
  }

  return {
    polling: (connectionId) => planFor(connectionId),
    async every(row) {
      const { activeEvery, restingEvery } = await planFor(row.connection_id, row);
      return isActive(row, clock.now()) ? activeEvery : restingEvery;
    },
    async hurry(repositoryId) {
      const row = await readable(repositoryId);
      if (row === undefined) return;
      const at = Math.max(clock.now(), (row.read_at ?? 0) + soonestAgain);
      await makeDue(repositoryId, at);
      // Just being read, it is read again: see `work` of the collector.
      const again = { next_attempt_at: at };
      const held = tables.updateTable("forge_repositories").set(again).where("id", "=", repositoryId);
      await held.where("owner", "is not", null).where("next_attempt_at", "<", at).execute();
    },
    async lookedAt(place) {
      try {
        await write(place);
      } catch (error) {
        // Whoever reads is not to be refused for it.
        report("noting what was looked at", error);
      }
    },
  };
}

type Activity = Pick<ForgeRepositoriesTable, "unfinished" | "active_at" | "looked_at">;

/** Also what ran lately: it is planned as what it is looked at as, or the hour would be spent in minutes. */
function isActive({ unfinished, active_at: ranAt, looked_at: lookedAt }: Activity, now: number): boolean {
  return unfinished > 0 || now - Math.max(ranAt ?? 0, lookedAt ?? 0) < warmMs;
}

/** Requests of a look: the list of its runs, and the stages of each that has not ended. */
function costOf({ unfinished }: Activity): number {
  return 1 + Math.min(unfinished, mostRuns);
}

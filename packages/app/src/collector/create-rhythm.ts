import type { Clock } from "@headrace/engine";
import type { ForgeRepositoriesTable, ServerTables } from "@headrace/store/server";
import { requestLimitOf } from "../connections/connection.ts";
import type { Connections } from "../connections/connections.ts";
import { readConnection } from "../connections/read-connection.ts";
import { createSeldom } from "../values/seldom.ts";
import { drawn } from "./drawn.ts";
import { isHistoryLeft } from "./estimate-history.ts";
import { type Polling, planPolling } from "./plan-polling.ts";

export interface RhythmOptions {
  readonly tables: ServerTables;
  readonly connections: Pick<Connections, "spent">;
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
  /**
   * Requests of an hour that may be spent on what can wait of this one: none where others of its connection are further
   * behind, by how far back they are read.
   */
  forOthers(row: ForgeRepositoriesTable): Promise<number>;
  /** Notes that a webhook told of it. */
  heard(repositoryId: string): Promise<void>;
  /** Has one looked at that is said to have changed. */
  hurry(repositoryId: string): Promise<void>;
  /** Brings forward what was put off for longer than is planned by now: the hour has more room again, or a larger budget. */
  bringForward(): Promise<void>;
  /** See `Collector.lookedAt`. */
  lookedAt(place: LookedAt): Promise<void>;
}

/** What ran lately, or was looked at here, is looked at as what runs, for so long. */
const warmMs = 5 * 60_000;
/** Between two looks, however much is heard: a run tells of each of its steps. */
const soonestAgain = 5_000;
/** Between two times that it is written down of one repository, or execution, that somebody looks at it. */
const seldomMs = 30_000;
/** Of those of a connection that lack older runs, the part that waits while others lack more. */
const servedFirst = 0.75;
/** Runs of a repository whose stages a look reads at most. */
const mostRuns = 25;

export function createRhythm({ tables, connections, clock, wake, report }: RhythmOptions): Rhythm {
  const seldom = createSeldom({ clock, every: seldomMs });

  function watchedBy(connectionId: string): Promise<readonly Activity[]> {
    return tables
      .selectFrom("forge_repositories")
      .select(["id", "unfinished", "active_at", "looked_at", "read_at", "history_page", "history_from", "problem"])
      .where("connection_id", "=", connectionId)
      .execute();
  }

  async function planFor(connectionId: string, changed?: Activity): Promise<Polling> {
    const [connection, rows, spent] = await Promise.all([
      readConnection(tables, connectionId),
      watchedBy(connectionId),
      connections.spent(connectionId),
    ]);
    const now = clock.now();
    const all = rows.map((row) => (row.id === changed?.id ? changed : row));
    const active = all.filter((row) => isActive(row, now));
    return planPolling({
      requestLimit: requestLimitOf(connection),
      active: active.reduce((total, row) => total + costOf(row), 0),
      resting: rows.length - active.length,
      spent,
      isBehind: all.some(isHistoryLeft) || (await areTestsLeft(connectionId)),
    });
  }

  async function areTestsLeft(connectionId: string): Promise<boolean> {
    const row = await tables
      .selectFrom("forge_runs")
      .innerJoin("forge_repositories as watched", "watched.id", "forge_runs.repository_id")
      .select("run")
      .where("connection_id", "=", connectionId)
      .where("settled", "=", 1)
      .where("tests_read", "=", 0)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
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

  async function bringForward(connectionId: string): Promise<void> {
    const { restingEvery } = await planFor(connectionId);
    const now = clock.now();
    const rows = await tables
      .selectFrom("forge_repositories")
      .select(["id", "read_at"])
      .where("connection_id", "=", connectionId)
      .where("problem", "is", null)
      .where(({ eb, ref }) => eb("next_attempt_at", ">", eb(ref("read_at"), "+", restingEvery)))
      .execute();
    for (const { id, read_at: readAt } of rows) {
      const at = (readAt ?? now) + restingEvery;
      // Those that are late by now do not come all at once.
      await makeDue(id, at > now ? at : now + Math.ceil((drawn(id) * restingEvery) / 2));
    }
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
    async forOthers(row) {
      const rows = (await watchedBy(row.connection_id)).map((one) => (one.id === row.id ? row : one));
      const behind = rows.filter((one) => isHistoryLeft(one) && one.problem === null);
      const reaches = behind.map(reachOf).toSorted((one, other) => one - other);
      const furthest = reaches[Math.floor(reaches.length * servedFirst)] ?? 0;
      if (isHistoryLeft(row) && reachOf(row) < furthest) return 0;
      return (await planFor(row.connection_id)).forOthers;
    },
    async heard(repositoryId) {
      const heard = { heard_at: clock.now() };
      await tables.updateTable("forge_repositories").set(heard).where("id", "=", repositoryId).execute();
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
    async bringForward() {
      const connections = await tables.selectFrom("forge_repositories").select("connection_id").distinct().execute();
      for (const { connection_id: id } of connections) if (seldom(id)) await bringForward(id);
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

type Activity = Pick<
  ForgeRepositoriesTable,
  "id" | "unfinished" | "active_at" | "looked_at" | "read_at" | "history_page" | "history_from" | "problem"
>;

/** Back to when it is read; one of which nothing is here yet is the furthest behind. */
function reachOf({ history_from: from }: Activity): number {
  return from ?? Number.POSITIVE_INFINITY;
}

/** Also what ran lately: it is planned as what it is looked at as, or the hour would be spent in minutes. */
function isActive({ unfinished, active_at: ranAt, looked_at: lookedAt }: Activity, now: number): boolean {
  return unfinished > 0 || now - Math.max(ranAt ?? 0, lookedAt ?? 0) < warmMs;
}

/** Requests of a look: the list of its runs, and the stages of each that has not ended. */
function costOf({ unfinished }: Activity): number {
  return 1 + Math.min(unfinished, mostRuns);
}

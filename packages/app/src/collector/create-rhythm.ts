import type { Clock } from "@headrace/engine";
import type { ForgeRepositoriesTable, ServerTables } from "@headrace/store/server";
import { sql } from "kysely";
import { requestLimitOf } from "../connections/connection.ts";
import type { Connections } from "../connections/connections.ts";
import { readConnection } from "../connections/read-connection.ts";
import { createSeldom } from "../values/seldom.ts";
import { drawn } from "./drawn.ts";
import { isHistoryLeft } from "./estimate-history.ts";
import { type Polling, type PollingNeeds, planFirstLooks, planPolling } from "./plan-polling.ts";
import { type Activity, isActive, type PlannedRow, readActivity } from "./read-activity.ts";

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
  /** When each of so many is looked at first that are connected just now. Epoch milliseconds, the soonest first. */
  firstLooks(connectionId: string, count: number): Promise<readonly number[]>;
  /** Milliseconds until this one is looked at again, as it will be kept. */
  every(row: ForgeRepositoriesTable, options: { readonly isFirst: boolean }): Promise<number>;
  /**
   * Requests of an hour that may be spent on what can wait of this one: none where it lacks older runs, and others of its
   * connection that do had fewer turns.
   */
  forOthers(row: ForgeRepositoriesTable): Promise<number>;
  /** Notes that a webhook told of it. */
  heard(repositoryId: string): Promise<void>;
  /**
   * Has one looked at that its host says was pushed to, no sooner than what is active: however many are pushed to, no more is
   * spent than is planned.
   * @param at by the host's clock
   */
  changed(repositoryId: string, at: number): Promise<void>;
  /** Has one looked at that is said to have changed. */
  hurry(repositoryId: string): Promise<void>;
  /** Brings forward what was put off for longer than is planned by now: the hour has more room again, or a larger budget. */
  bringForward(): Promise<void>;
  /** See `Collector.lookedAt`. */
  lookedAt(place: LookedAt): Promise<void>;
}

/** Between two looks, however much is heard: a run tells of each of its steps. */
const soonestAgain = 5_000;
/** Between two times that it is written down of one repository, or execution, that somebody looks at it. */
const seldomMs = 30_000;
/** Of the time between two looks, by how much the second one comes sooner at most. */
const mostSooner = 0.5;

export function createRhythm({ tables, connections, clock, wake, report }: RhythmOptions): Rhythm {
  const seldom = createSeldom({ clock, every: seldomMs });

  async function planFor(connectionId: string, { asked, coming = 0 }: PlanFor = {}): Promise<Plan> {
    const [connection, activity, spent] = await Promise.all([
      readConnection(tables, connectionId),
      readActivity(tables, { connectionId, now: clock.now(), asked }),
      connections.spent(connectionId),
    ]);
    const needs: PollingNeeds = {
      requestLimit: requestLimitOf(connection),
      active: activity.active,
      running: activity.running,
      resting: activity.resting + coming,
      isBehind: coming > 0 || activity.isHistoryLeft || (await areTestsLeft(connectionId)),
      spent,
    };
    return { ...planPolling(needs), needs, activity };
  }

  async function areTestsLeft(connectionId: string): Promise<boolean> {
    const row = await tables
      .selectFrom("forge_runs")
      .innerJoin("forge_repositories as watched", "watched.id", "forge_runs.repository_id")
      .select("run")
      .where("connection_id", "=", connectionId)
      .where("settled", "=", sql.lit(1))
      .where("tests_read", "=", sql.lit(0))
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
    await bringNear(repositoryId);
  }

  /** No sooner than what is active is looked at: who opens many pages spends no more than is planned. */
  async function bringNear(repositoryId: string): Promise<void> {
    const row = await readable(repositoryId);
    if (row === undefined) return;
    const { activeEvery } = await planFor(row.connection_id);
    await makeDue(repositoryId, Math.max(clock.now(), (row.read_at ?? 0) + activeEvery));
  }

  return {
    async polling(connectionId) {
      const plan = await planFor(connectionId);
      if (plan.activity.active > 0) return plan;
      // As it would be for one.
      const { activeEvery, stagesEvery } = planPolling(withOne(plan.needs));
      return { ...plan, activeEvery, stagesEvery };
    },
    async firstLooks(connectionId, count) {
      const now = clock.now();
      return planFirstLooks(await planFor(connectionId, { coming: count }), count).map((wait) => now + wait);
    },
    async every(asked, { isFirst }) {
      const { activeEvery, restingEvery, forMoreLooks, activity } = await planFor(asked.connection_id, { asked });
      if (isActive(asked, clock.now())) return activeEvery;
      // Those that were connected together are not looked at together for ever, as far as the hour has room for it.
      const sooner = isFirst ? Math.min(mostSooner, forMoreLooks / Math.max(1, activity.resting)) : 0;
      return Math.ceil(restingEvery * (1 - sooner * drawn(asked.id)));
    },
    async forOthers(asked) {
      const { forOthers, activity } = await planFor(asked.connection_id, { asked });
      return isHistoryLeft(asked) && activity.fewer > 0 ? 0 : forOthers;
    },
    async heard(repositoryId) {
      const heard = { heard_at: clock.now() };
      await tables.updateTable("forge_repositories").set(heard).where("id", "=", repositoryId).execute();
    },
    async changed(repositoryId, at) {
      const changed = { moved_at: at, changed_at: clock.now() };
      await tables.updateTable("forge_repositories").set(changed).where("id", "=", repositoryId).execute();
      await bringNear(repositoryId);
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
      if (!seldom("")) return;
      const connections = await tables.selectFrom("forge_repositories").select("connection_id").distinct().execute();
      for (const { connection_id: id } of connections) await bringForward(id);
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

function withOne(needs: PollingNeeds): PollingNeeds {
  return { ...needs, active: 1, running: 1, resting: Math.max(0, needs.resting - 1) };
}

interface PlanFor {
  /** One of them, as it is or will be kept. */
  readonly asked?: PlannedRow;
  /** Repositories that are connected just now. */
  readonly coming?: number;
}

interface Plan extends Polling {
  readonly needs: PollingNeeds;
  readonly activity: Activity;
}

import { statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import { describe, expect, test } from "vitest";
import {
  type CreateClaimsOptions,
  createClaims,
  createQueryBuilder,
  type DueRow,
  type ServerDatabase,
  type Signal,
} from "../../src/database/index.ts";
import { openStore } from "../../src/index.ts";
import { forEachDatabase, type Place } from "../support/databases.ts";
import { createdEvent, eventsOf, ranStage, recordOf } from "../support/executions.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTestStore } from "../support/test-store.ts";

interface TestSchema {
  readonly jobs: DueRow & { readonly attempts: number };
}

async function createJobs(database: ServerDatabase, count: number): Promise<void> {
  const builder = createQueryBuilder<TestSchema>(database);
  await sql`CREATE TABLE jobs (id TEXT PRIMARY KEY, next_attempt_at BIGINT, attempts INTEGER, owner TEXT, lease_until BIGINT)`.execute(
    builder,
  );
  if (count === 0) return;
  const jobs = Array.from({ length: count }, (_, index) => ({
    id: `job-${index}`,
    next_attempt_at: index,
    attempts: 0,
    owner: null,
    lease_until: null,
  }));
  await builder.insertInto("jobs").values(jobs).execute();
}

/** Two of them over one PostgreSQL; over SQLite the one server that there is. */
async function openServers(place: Place): Promise<readonly [ServerDatabase, ServerDatabase]> {
  const { database } = await openTestStore(place);
  return [database, place.database === undefined ? database : (await openTestStore(place)).database];
}

forEachDatabase((createPlace) => {
  describe("claims of what is due", () => {
    const claimsOf = (database: ServerDatabase, owner: string, options: Partial<CreateClaimsOptions> = {}) =>
      createClaims<TestSchema["jobs"]>({ database, table: "jobs", leaseMs: 1_000, owner, ...options });

    test("give each row to one, the longest due first, until the lease is over", async () => {
      const [first, second] = await openServers(await createPlace());
      await createJobs(first, 100);
      const claims = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          claimsOf(index % 2 === 0 ? first : second, `owner-${index}`).due({ limit: 4, now: 79 }),
        ),
      );
      const claimed = claims.flat().map(({ id }) => id);
      expect(new Set(claimed).size).toBe(claimed.length);
      // Who passes over rows that another is just claiming may get fewer than there are: the next look finds them.
      const rest = await claimsOf(second, "rest").due({ limit: 100, now: 79 });
      const dueOnes = Array.from({ length: 80 }, (_, index) => `job-${index}`);
      expect([...claimed, ...rest.map(({ id }) => id)].toSorted()).toEqual(dueOnes.toSorted());
      for (const rows of claims) {
        const times = rows.map((row) => Number(row.next_attempt_at));
        expect(times).toEqual(times.toSorted((one, other) => one - other));
      }

      const late = claimsOf(first, "late");
      expect(await late.due({ limit: 9, now: 79 })).toEqual([]);
      const again = await late.due({ limit: 3, now: 79 + 1_000 });
      expect(again.map(({ id, owner, lease_until }) => [id, owner, lease_until])).toEqual([
        ["job-0", "late", 2_079],
        ["job-1", "late", 2_079],
        ["job-2", "late", 2_079],
      ]);
    });

    test("take only rows that meet the further condition", async () => {
      const [database] = await openServers(await createPlace());
      await createJobs(database, 3);
      const rows = await claimsOf(database, "o", { where: "id <> 'job-1'" }).due({ limit: 9, now: 9 });
      expect(rows.map(({ id }) => id)).toEqual(["job-0", "job-2"]);
    });

    test("are shared first between those that are alike in the widest column, however long the others wait", async () => {
      const [first, second] = await openServers(await createPlace());
      await createJobs(first, 60);
      const builder = createQueryBuilder<TestSchema>(first);
      await sql`ALTER TABLE jobs ADD COLUMN host TEXT`.execute(builder);
      await sql`ALTER TABLE jobs ADD COLUMN team TEXT`.execute(builder);
      // The large team has ten hosts, of which each has been due for longer than the one of the small team.
      await sql`UPDATE jobs SET team = 'large', host = 'large-' || (next_attempt_at % 10)`.execute(builder);
      await sql`UPDATE jobs SET team = 'small', host = 'small' WHERE next_attempt_at >= 55`.execute(builder);
      const together = [
        { by: "host", most: 2 },
        { by: "team", most: 6 },
      ];
      const one = claimsOf(first, "one", { together });
      const other = claimsOf(second, "other", { together });
      const ids = (rows: readonly DueRow[]) => rows.map(({ id }) => id);
      expect(ids(await one.due({ limit: 4, now: 99 }))).toEqual(["job-0", "job-1", "job-55", "job-56"]);
      // Nothing more of the small team's host, and of the large team six altogether.
      expect(ids(await other.due({ limit: 9, now: 99 }))).toEqual(["job-2", "job-3", "job-4", "job-5"]);
      expect(await one.due({ limit: 9, now: 99 })).toEqual([]);
      await builder
        .updateTable("jobs")
        .set({ next_attempt_at: null, lease_until: null })
        .where("id", "=", "job-0")
        .execute();
      expect(ids(await other.due({ limit: 9, now: 99 }))).toEqual(["job-6"]);
    });

    test("count the attempts where they are asked to", async () => {
      const [database] = await openServers(await createPlace());
      await createJobs(database, 1);
      const claim = async (now: number, countsAttempts: boolean) =>
        await claimsOf(database, "o", { countsAttempts }).due({ limit: 1, now });
      expect(await claim(0, true)).toMatchObject([{ attempts: 1 }]);
      expect(await claim(1_000, false)).toMatchObject([{ attempts: 1 }]);
      expect(await claim(2_000, true)).toMatchObject([{ attempts: 2 }]);
    });
  });

  describe("notifications and locks", () => {
    test("reach all who listen to the channel, in order, until they stop", async () => {
      const [first, second] = await openServers(await createPlace());
      const heard: [string, Signal][] = [];
      const stop = await first.listen("Some channel", (signal) => heard.push(["first", signal]));
      await second.listen("Some channel", (signal) => heard.push(["second", signal]));
      await second.listen("error", (signal) => heard.push(["error", signal]));
      await first.notify("Some channel", "one");
      await second.notify("Some channel", "it's two ☃");
      while (heard.length < 4) await sleep(5);
      const of = (name: string) => heard.filter(([who]) => who === name).map(([, signal]) => signal);
      const both = ["one", "it's two ☃"].map((payload) => ({ kind: "notified", payload }));
      expect(of("first")).toEqual(both);
      expect(of("second")).toEqual(both);

      await stop();
      await first.notify("Some channel", "three");
      await first.notify("error", "four");
      while (of("error").length === 0) await sleep(5);
      expect(of("first")).toHaveLength(2);
      expect(of("second")).toHaveLength(3);
    });

    test("let one at a time work under a name, and give the lock back when it fails", async () => {
      const [first, second] = await openServers(await createPlace());
      let inside = 0;
      const work = async (): Promise<number> => {
        inside += 1;
        await sleep(5);
        expect(inside).toBe(1);
        inside -= 1;
        return 7;
      };
      const failing = first.withLock("name", async () => {
        throw new Error("it broke");
      });
      await expect(failing).rejects.toThrow("it broke");
      const results = await Promise.all([first, second, first, second].map((each) => each.withLock("name", work)));
      expect(results).toEqual([7, 7, 7, 7]);
      // Another name is another lock.
      expect(await first.withLock("one", () => second.withLock("other", async () => 8))).toBe(8);
    });
  });

  describe("the query builder", () => {
    test("keeps its transactions apart from the journal's", async () => {
      const store = await openTestStore(await createPlace());
      await createJobs(store.database, 0);
      const builder = createQueryBuilder<TestSchema>(store.database);
      const job = (id: string) => ({ id, next_attempt_at: null, attempts: 0, owner: null, lease_until: null });
      const kept = builder.transaction().execute(async (transaction) => {
        await transaction.insertInto("jobs").values(job("kept")).execute();
        await sleep(30);
        await transaction.insertInto("jobs").values(job("kept too")).execute();
      });
      const undone = builder.transaction().execute(async (transaction) => {
        await transaction.insertInto("jobs").values(job("undone")).execute();
        await sleep(10);
        throw new Error("no");
      });
      const journaled = (async () => {
        await store.journal.create(recordOf({ id: "e1" }), eventsOf({ id: "e1" }, [createdEvent({ id: "e1" })]));
        for (const event of eventsOf({ id: "e1" }, ranStage("build", 5), 2)) await store.journal.append("e1", [event]);
      })();
      await expect(undone).rejects.toThrow("no");
      await Promise.all([kept, journaled]);
      expect((await store.journal.load("e1")).events).toHaveLength(4);
      const ids = (await builder.selectFrom("jobs").select("id").execute()).map(({ id }) => id);
      expect(ids.toSorted()).toEqual(["kept", "kept too"]);
      const { count } = await builder
        .selectFrom("jobs")
        .select(({ fn }) => fn.countAll<number>().as("count"))
        .executeTakeFirstOrThrow();
      expect(count).toBe(2);
    });
  });

  test("what is written at the same time stands or falls each by itself", async () => {
    const store = await openTestStore(await createPlace());
    await createJobs(store.database, 0);
    const builder = createQueryBuilder<TestSchema>(store.database);
    const create = (id: string) => store.journal.create(recordOf({ id }), eventsOf({ id }, [createdEvent({ id })]));
    const insert = (id: string) =>
      builder
        .insertInto("jobs")
        .values({ id, next_attempt_at: null, attempts: 0, owner: null, lease_until: null })
        .execute();
    await create("there");
    const [queued, started, finished] = eventsOf({ id: "there" }, ranStage("build", 5), 2);
    if (queued === undefined || started === undefined || finished === undefined) throw new Error("no events");
    const written = await Promise.allSettled([
      create("first"),
      insert("one"),
      // Refused after its first event was written.
      store.journal.append("there", [queued, finished]),
      create("there"),
      insert("two"),
      builder.updateTable("jobs").set({ owner: "somebody" }).where("id", "=", "no such job").execute(),
      create("second"),
    ]);
    expect(written.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
      "fulfilled",
      "fulfilled",
      "fulfilled",
    ]);
    expect(written[2]).toMatchObject({ reason: { code: "internal" } });
    await expect(insert("one")).rejects.toThrow();
    expect((await store.journal.load("there")).events).toHaveLength(1);
    for (const id of ["first", "second"]) expect((await store.journal.load(id)).events).toHaveLength(1);
    const jobs = await builder.selectFrom("jobs").select("id").orderBy("id").execute();
    expect(jobs.map(({ id }) => id)).toEqual(["one", "two"]);
    await store.journal.append("there", [queued, started, finished]);
    expect((await store.journal.load("there")).events).toHaveLength(4);
  });
});

test("what is written at the same time on SQLite is committed together, and before the store is closed", async () => {
  const directory = join(temporaryDirectory(), "data");
  const store = await openStore({ clock: { now: () => Date.now() }, directory });
  const create = (id: string) => store.journal.create(recordOf({ id }), eventsOf({ id }, [createdEvent({ id })]));
  /** Each commit writes the pages that it changed. */
  const written = () => statSync(`${store.layout.database}-wal`).size;
  const before = written();
  for (let index = 0; index < 50; index += 1) await create(`alone-${index}`);
  const alone = written() - before;
  await Promise.all(Array.from({ length: 50 }, (_, index) => create(`together-${index}`)));
  expect(written() - before - alone).toBeLessThan(alone / 2);

  await create("last");
  const last = store.journal.append("last", eventsOf({ id: "last" }, ranStage("build", 5), 2));
  await store.close();
  await last;
  const again = await openTestStore({ directory });
  expect((await again.journal.load("last")).events).toHaveLength(4);
});

import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { createTestDatabase, startPostgres } from "../../../../test/postgres/index.ts";
import type { Signal } from "../../src/database/index.ts";
import { openPostgresDatabase } from "../../src/database/postgres/postgres-database.ts";
import { one } from "../../src/database/work.ts";
import { createdEvent, eventsOf, ranStage, recordOf } from "../support/executions.ts";
import { startFragileProxy } from "../support/fragile-proxy.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTestStore } from "../support/test-store.ts";

describe("a PostgreSQL that restarts", () => {
  test("loses no event and stores none twice, and listeners are told to look again", { timeout: 60_000 }, async () => {
    await using postgres = await startPostgres();
    const store = await openTestStore({ directory: temporaryDirectory(), database: postgres.url });
    const signals: Signal[] = [];
    await store.database.listen("things", (signal) => signals.push(signal));
    const lock = (): Promise<string> => store.database.withLock("things", async () => "had");
    await lock();
    const held = store.database.withLock("held", (lost) => new Promise<void>((told) => (lost.onabort = () => told())));
    const ids = ["e1", "e2", "e3", "e4"];
    const bodies = Array.from({ length: 400 }, (_, index) => ranStage(`stage-${index}`, 1)).flat();
    let appended = 0;
    let over = false;
    const appending = ids.map(async (id, index) => {
      const execution = { id, number: index + 1 };
      const events = eventsOf(execution, [createdEvent(execution), ...bodies]);
      await store.journal.create(recordOf(execution), events.slice(0, 1));
      let kept = 1;
      for (const event of events.slice(1)) {
        if (over) break;
        await store.journal.append(id, [event]);
        kept += 1;
        appended += 1;
      }
      return events.slice(0, kept);
    });
    const more = async (): Promise<void> => {
      const before = appended;
      while (appended < before + 20) await sleep(2);
    };
    for (const how of ["fast", "crash", "crash"] as const) {
      await more();
      await postgres.stop(how);
      await postgres.start();
      // The connection of the lock before is gone.
      expect(await lock()).toBe("had");
    }
    await held;
    await more();
    over = true;
    const all = await Promise.all(appending);
    for (const [index, events] of all.entries()) {
      expect((await store.journal.load(ids[index] ?? "")).events).toEqual(events);
    }
    while (signals.length === 0) await sleep(10);
    expect(signals[0]).toEqual({ kind: "resync" });
    // Who listens may still be on the way back, and would be told to look again instead, or just after.
    while (!signals.some(({ kind }) => kind === "notified")) {
      await store.database.notify("things", "again");
      await sleep(20);
    }
    expect(signals).toContainEqual({ kind: "notified", payload: "again" });
    await store.close();
  });

  test("that does not come back is called unreachable when the patience is at an end", async () => {
    await using postgres = await startPostgres();
    const database = await openPostgresDatabase({ url: postgres.url, patience: 200 });
    await postgres.stop("crash");
    const asked = database.perform("ask", () => one("SELECT 1 AS one"));
    await expect(asked).rejects.toMatchObject({ code: "database-unreachable", fault: "environment" });
    await database.close();
  });
});

describe("a commit whose answer is lost", () => {
  test("is found again: no event and no test result is missing or stored twice", async () => {
    const url = new URL(await createTestDatabase());
    await using proxy = await startFragileProxy(Number(url.port), 5);
    url.port = String(proxy.port);
    const store = await openTestStore({ directory: temporaryDirectory(), database: url.href });
    const bodies = Array.from({ length: 10 }, (_, index) => ranStage(`stage-${index}`, 1)).flat();
    for (const number of [1, 2, 3]) {
      const execution = { id: `e${number}`, number };
      const events = eventsOf(execution, [createdEvent(execution), ...bodies]);
      await store.journal.create(recordOf(execution), events.slice(0, 1));
      for (const event of events.slice(1)) await store.journal.append(execution.id, [event]);
      expect((await store.journal.load(execution.id)).events).toEqual(events);
    }
    const of = { executionId: "e1", stage: "test", instance: "test", attempt: 1, suite: "unit" };
    const names = Array.from({ length: 30 }, (_, index) => `passes ${index}`);
    for (const name of names) {
      await store.catalog.addTests([{ ...of, name, outcome: "passed", durationMs: 0.5 }]);
    }
    expect((await store.catalog.tests("e1")).map(({ name }) => name)).toEqual(names);
    expect(proxy.swallowed).toBeGreaterThan(10);
    await store.close();
  });
});

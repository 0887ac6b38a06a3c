import { currentOwner, type Owner } from "@headrace/engine";
import { Client } from "pg";
import { describe, expect, test } from "vitest";
import { createTestDatabase } from "../../../../test/postgres/index.ts";
import { createdEvent, eventsOf, finishedEvent, ranStage, recordOf } from "../support/executions.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openTestStore } from "../support/test-store.ts";

async function execute(url: string, statement: string): Promise<readonly unknown[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

describe("opening a PostgreSQL", () => {
  test("refuses one of a newer version and leaves it as it is", async () => {
    const database = await createTestDatabase();
    await (await openTestStore({ directory: temporaryDirectory(), database })).close();
    await execute(database, "UPDATE headrace_format SET version = 1000");
    await expect(openTestStore({ directory: temporaryDirectory(), database })).rejects.toMatchObject({
      code: "database-newer",
    });
    expect(await execute(database, "SELECT version FROM headrace_format")).toEqual([{ version: "1000" }]);
  });

  test.each([
    ["a port where nothing listens", (url: URL) => Object.assign(url, { port: "1" }), "database-unreachable"],
    ["a wrong password", (url: URL) => Object.assign(url, { password: "wr0ng" }), "database-unreachable"],
    [
      "a database that is not there",
      (url: URL) => Object.assign(url, { pathname: "/nowhere" }),
      "database-unreachable",
    ],
    ["another kind of address", () => new URL("mysql://user:wr0ng@localhost/x"), "invalid-argument"],
  ])("says at once what is wrong with %s, and no password", async (_, change, code) => {
    const url = change(new URL(await createTestDatabase()));
    const opened = openTestStore({ directory: temporaryDirectory(), database: url.href });
    await expect(opened).rejects.toMatchObject({ code, mend: expect.stringMatching(/./) });
    await expect(opened).rejects.not.toMatchObject({ message: expect.stringContaining(url.password) });
  });
});

describe("two writers of one execution", () => {
  test("store each number once, and who is late is told", async () => {
    const place = { directory: temporaryDirectory(), database: await createTestDatabase() };
    const stores = [await openTestStore(place), await openTestStore(place)];
    const execution = { id: "e1" };
    const events = eventsOf(execution, [createdEvent(execution), ...ranStage("build", 5), finishedEvent]);
    await stores[0]?.journal.create(recordOf(execution), events.slice(0, 1));
    for (const event of events.slice(1)) {
      const tried = await Promise.allSettled(stores.map(({ journal }) => journal.append("e1", [event])));
      const refused = tried.filter((each) => each.status === "rejected");
      expect(refused.map(({ reason }) => reason)).toMatchObject([{ code: "internal" }]);
    }
    expect((await stores[0]?.journal.load("e1"))?.events).toEqual(events);
    expect(await stores[1]?.executions.get("e1")).toMatchObject({ status: "finished", lastSeq: events.length });
  });

  test.each([
    ["another machine", "another boot"],
    ["another container of this machine", currentOwner().bootId],
  ])("of whom both take over what a dead one on %s left, the first gets it", async (_, bootId) => {
    const place = { directory: temporaryDirectory(), database: await createTestDatabase() };
    const store = await openTestStore(place);
    const elsewhere: Owner = { pid: 7, startTime: "70", bootId };
    await store.journal.create(recordOf({ id: "e1", owner: elsewhere }));
    await execute(place.database, lease(elsewhere, Date.now()));
    expect(await store.journal.interrupted()).toEqual([]);
    await expect(store.journal.takeOver("e1", currentOwner())).rejects.toMatchObject({ code: "execution-owned" });

    await execute(place.database, "UPDATE owner_leases SET seen_at = seen_at - 3600000");
    expect(await store.journal.interrupted()).toEqual(["e1"]);
    const third: Owner = { ...elsewhere, pid: 8 };
    await execute(place.database, lease(third, Date.now()));
    const tries = await Promise.allSettled([
      store.journal.takeOver("e1", currentOwner()),
      (await openTestStore(place)).journal.takeOver("e1", third),
    ]);
    expect(tries.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  });

  function lease({ pid, startTime, bootId }: Owner, at: number): string {
    return `INSERT INTO owner_leases (pid, start_time, boot_id, namespace, seen_at) VALUES (${pid}, '${startTime}', '${bootId}', 'another', ${at})`;
  }
});

test("text that PostgreSQL cannot hold is stored as near as it can be", async () => {
  const store = await openTestStore({ directory: temporaryDirectory(), database: await createTestDatabase() });
  const row = { executionId: "e1", stage: "t", instance: "t", attempt: 1, suite: "s", outcome: "failed" as const };
  await store.catalog.addTests([{ ...row, name: "a\0b", durationMs: 1.5, message: "\ud800 ☃ '" }]);
  expect(await store.catalog.tests("e1")).toEqual([
    { ...row, name: "a\uFFFDb", durationMs: 1.5, message: "\uFFFD ☃ '" },
  ]);
});

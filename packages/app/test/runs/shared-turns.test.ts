import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSlots } from "@headrace/engine/slots";
import { afterAll, beforeAll, expect, test } from "vitest";
import { borrowDatabase } from "../../../../test/postgres/index.ts";
import type { App } from "../../src/app.ts";
import { createApp } from "../../src/assembly/create-app.ts";
import { createSharedTurns, type SharedTurns } from "../../src/runs/turns/shared-turns.ts";

let directory: string;
let database: Awaited<ReturnType<typeof borrowDatabase>>;
let app: App & AsyncDisposable;
let servers: readonly [SharedTurns, SharedTurns];

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "headrace-turns-"));
  database = await borrowDatabase();
  app = await createApp({ dataDirectory: directory, database: database.url });
  servers = [turnsOf("one"), turnsOf("other")];
  for (const each of servers) each.begin();
}, 60_000);

afterAll(async () => {
  for (const each of servers) await each.close();
  await app[Symbol.asyncDispose]();
  await database[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

/** As each of two servers on one database has them. */
function turnsOf(owner: string, leaseMs = 30_000): SharedTurns {
  return createSharedTurns({
    slots: createSlots({ limit: 100 }),
    tables: app.tables,
    database: app.store.database,
    clock: app.clock,
    ids: app.ids,
    owner,
    leaseMs,
    report: (what, error) => expect.fail(`${what}: ${error}`),
  });
}

interface Asked {
  readonly group: string;
  readonly limit?: number;
  readonly priority?: number;
  readonly cancelInProgress?: boolean;
  readonly signal?: AbortSignal;
  readonly onSuperseded?: () => void;
}

function acquire(server: 0 | 1, executionId: string, asked: Asked) {
  const { group: name, limit = 1, priority = 0, cancelInProgress = false } = asked;
  const { signal = new AbortController().signal, onSuperseded = () => undefined } = asked;
  const groups = [{ name, limit, cancelInProgress }];
  return servers[server].acquire(
    { executionId, stage: "ship", instance: "ship", priority, groups, onSuperseded },
    signal,
  );
}

/** Settles when the execution is seen to wait. */
async function waits(server: 0 | 1, executionId: string): Promise<void> {
  const isWaiting = () => servers[server].look().waiting.some((each) => each.executionId === executionId);
  while (!isWaiting()) await new Promise((resolve) => setTimeout(resolve, 10));
}

const holders = async () =>
  (await app.tables.selectFrom("turn_claims").select("execution_id").where("held", "=", 1).execute())
    .map((row) => row.execution_id)
    .sort();

test("a turn at an environment is one server's at a time, and passes on when that server leaves it", async () => {
  const group = "environment an-environment production";
  const first = await acquire(0, "a", { group });
  const giveUp = new AbortController();
  const second = acquire(1, "b", { group, signal: giveUp.signal });
  await waits(1, "b");
  expect(servers[1].look().waiting).toMatchObject([{ executionId: "b", group }]);
  expect(await holders()).toEqual(["a"]);
  giveUp.abort(new Error("given up"));
  await expect(second).rejects.toThrow("given up");

  let running = 0;
  let most = 0;
  const deployments = ([0, 1, 0, 1] as const).map(async (place, index) => {
    // Also while it is being given another name.
    const release = await acquire(place, `c${index}`, { group: `environment an-environment name-${index}` });
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
    release();
  });
  first();
  first();
  await Promise.all(deployments);
  expect(most).toBe(1);
});

test("a group's limit holds over both, and who has the higher priority or asked first comes first", async () => {
  const group = "group r steady";
  const releases = [await acquire(0, "a", { group, limit: 2 }), await acquire(1, "b", { group, limit: 2 })];
  const order: string[] = [];
  const asking: Promise<void>[] = [];
  for (const [place, id, priority] of [
    [0, "later", 0],
    [1, "last", 0],
    [1, "first", 5],
  ] as const) {
    asking.push(
      acquire(place, id, { group, limit: 2, priority }).then((release) => {
        order.push(id);
        releases.push(release);
        // Each lets the next one in.
        releases.shift()?.();
      }),
    );
    await waits(place, id);
  }
  expect(await holders()).toEqual(["a", "b"]);
  releases.shift()?.();
  await Promise.all(asking);
  expect(order).toEqual(["first", "later", "last"]);
  for (const release of releases) release();
});

test("a newer one ends what runs on the other server, where it takes its place", async () => {
  const group = "group r newest";
  const told = Promise.withResolvers<void>();
  const older = await acquire(0, "older", { group, cancelInProgress: true, onSuperseded: told.resolve });
  const newer = acquire(1, "newer", { group, cancelInProgress: true });
  await told.promise;
  await waits(1, "newer");
  older();
  (await newer)();
});

test("a turn is renewed for as long as it is had", async () => {
  const server = turnsOf("third", 300);
  server.begin();
  const request = { executionId: "r", stage: "ship", instance: "ship", priority: 0, onSuperseded: () => undefined };
  const groups = [{ name: "group r long", limit: 1, cancelInProgress: false }];
  const release = await server.acquire({ ...request, groups }, new AbortController().signal);
  const lease = async () =>
    (await app.tables.selectFrom("turn_claims").select("lease_until").where("owner", "=", "third").execute())[0];
  const first = (await lease())?.lease_until ?? 0;
  await expect.poll(async () => (await lease())?.lease_until, { timeout: 20_000 }).toBeGreaterThan(first);
  release();
  await server.close();
  expect(await lease()).toBeUndefined();
}, 30_000);

test("a server that dies leaves its turns to the end of their lease", async () => {
  const row = { execution_id: "d", owner: "dead", group_limit: 1, priority: 0, asked_at: 0, held: 1, superseded: 0 };
  const lease_until = app.clock.now() + 500;
  await app.tables
    .insertInto("turn_claims")
    .values({ ...row, request: "dead", turn_group: "group r left", lease_until })
    .execute();
  const release = await acquire(1, "e", { group: "group r left" });
  expect(app.clock.now()).toBeGreaterThanOrEqual(lease_until);
  release();
}, 20_000);

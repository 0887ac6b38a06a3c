import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSlots } from "@headrace/engine/slots";
import { expect, test } from "vitest";
import { createApp } from "../../src/create-app.ts";
import { createEnvironmentTurns } from "../../src/runs/turns/environment-turns.ts";

/** As two servers on one database have them. */
test("a turn at an environment is one server's at a time, and passes on when that server leaves it or dies", async () => {
  const directory = await mkdtemp(join(tmpdir(), "headrace-turns-"));
  await using app = await createApp({ dataDirectory: directory });
  const { tables, clock } = app;
  const id = "an-environment";
  const turnsOf = (owner: string) =>
    createEnvironmentTurns({
      slots: createSlots({ limit: 100 }),
      tables,
      clock,
      owner,
      leaseMs: 400,
      report: (what, error) => expect.fail(`${what}: ${error}`),
    });
  const servers = [turnsOf("one"), turnsOf("other")] as const;
  const group = { name: `environment ${id} production`, limit: 1, cancelInProgress: false };
  const acquire = (place: 0 | 1, executionId: string, signal = new AbortController().signal) =>
    servers[place].acquire(
      { executionId, stage: "ship", instance: "ship", priority: 0, groups: [group], onSuperseded: () => undefined },
      signal,
    );
  const claims = () => tables.selectFrom("environment_claims").select(["owner", "execution_id"]).execute();

  const first = await acquire(0, "a");
  const giveUp = new AbortController();
  const second = acquire(1, "b", giveUp.signal);
  while (servers[1].look().waiting.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
  expect(servers[1].look().waiting).toMatchObject([{ executionId: "b", group: group.name }]);
  // It goes on for longer than its lease.
  await new Promise((resolve) => setTimeout(resolve, 1000));
  expect(await claims()).toEqual([{ owner: "one", execution_id: "a" }]);
  giveUp.abort(new Error("given up"));
  await expect(second).rejects.toThrow("given up");

  let running = 1;
  let most = 1;
  const deployments = ([0, 1, 0, 1] as const).map(async (place, index) => {
    const release = await acquire(place, `c${index}`);
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setTimeout(resolve, 20));
    running -= 1;
    release();
  });
  running -= 1;
  first();
  first();
  await Promise.all(deployments);
  expect(most).toBe(1);
  for (const each of servers) await each.settled();
  expect(await claims()).toEqual([]);

  await tables
    .insertInto("environment_claims")
    .values({ environment_id: id, execution_id: "d", owner: "dead", lease_until: clock.now() + 300 })
    .execute();
  const last = await acquire(1, "e");
  expect(await claims()).toEqual([{ owner: "other", execution_id: "e" }]);
  last();
  await servers[1].settled();
  await rm(directory, { recursive: true, force: true });
}, 30_000);

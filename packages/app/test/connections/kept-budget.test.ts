import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@headrace/store";
import { openServerTables } from "@headrace/store/server";
import { expect, test } from "vitest";
import { createKeptBudget } from "../../src/connections/kept-budget.ts";

test("what cost nothing is given back, also when it was asked in the minute before, and never more", async ({
  onTestFinished,
}) => {
  const directory = await mkdtemp(join(tmpdir(), "headrace-budget-"));
  let now = Date.UTC(2026, 10, 21, 9);
  const clock = { now: () => now };
  const store = await openStore({ directory, clock });
  onTestFinished(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  const { database } = store;
  const tables = await openServerTables(database);
  const [budget, other] = ["one", "other"].map((connectionId) =>
    createKeptBudget({ database, tables, clock, connectionId, limit: 3 }),
  );
  if (budget === undefined || other === undefined) throw new Error("no budgets");
  for (const each of [budget, budget, budget, other]) expect(await each.take()).toBe(0);
  expect(await budget.take()).toBeGreaterThan(0);
  now += 60_000;
  await budget.giveBack();
  expect([await budget.left(), await other.left()]).toEqual([1, 2]);
  expect(await budget.take()).toBe(0);
  for (let time = 0; time < 5; time++) await budget.giveBack();
  expect([await budget.left(), await other.left()]).toEqual([3, 2]);
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@headrace/store";
import { openServerTables } from "@headrace/store/server";
import { expect, test } from "vitest";
import { createDueWorker } from "../../src/triggers/due-worker.ts";

test("what is claimed while the worker closes is others' at once, and nobody worked on it", async ({
  onTestFinished,
}) => {
  const directory = await mkdtemp(join(tmpdir(), "headrace-due-"));
  const store = await openStore({ directory, clock: { now: Date.now } });
  onTestFinished(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });
  const { database } = store;
  const tables = await openServerTables(database);
  // The execution that it belongs to does not matter here.
  if (database.kind === "sqlite") database.sqlite.exec("PRAGMA foreign_keys = OFF");
  await tables
    .insertInto("write_backs")
    .values({
      id: "row",
      execution_id: "execution",
      repository_id: "repository",
      kind: "status",
      subject: "",
      state: "waiting",
      problem: null,
      mend: null,
      remote_id: null,
      told: null,
      told_as: null,
      told_at: null,
      revision: 1,
      attempts: 0,
      next_attempt_at: 0,
      owner: null,
      lease_until: null,
    })
    .execute();

  const worked: string[] = [];
  const closing: Promise<void>[] = [];
  const worker = createDueWorker({
    database,
    // Asked when it claims: that is when somebody closes it.
    clock: {
      now() {
        closing.push(worker.close());
        return 1;
      },
    },
    table: "write_backs",
    owner: "me",
    atOnce: 1,
    every: 60_000,
    work: async ({ id }) => void worked.push(id),
    report: (_, error) => {
      throw error;
    },
  });
  await worker.look();
  await Promise.all(closing);
  expect(closing).toHaveLength(1);
  expect(worked).toEqual([]);
  expect(await tables.selectFrom("write_backs").select(["owner", "lease_until", "attempts"]).execute()).toEqual([
    { owner: null, lease_until: null, attempts: 1 },
  ]);
});

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore } from "@headrace/store";
import { openServerTables } from "@headrace/store/server";
import { expect, test } from "vitest";
import { createLookCounts } from "../../src/collector/reliability/count-looks.ts";

test("that a repository was removed during a look is no fault; that nothing can be counted is", async ({
  onTestFinished,
}) => {
  const directory = await mkdtemp(join(tmpdir(), "headrace-looks-"));
  onTestFinished(() => rm(directory, { recursive: true }));
  const clock = { now: () => Date.UTC(2026, 10, 22, 9) };
  const store = await openStore({ directory, clock });
  const tables = await openServerTables(store.database);
  const reported: string[] = [];
  const looks = createLookCounts({ tables, clock, report: (what) => reported.push(what) });
  await looks.looked("removed", undefined, []);
  expect(reported).toEqual([]);
  await store.close();
  await looks.looked("removed", undefined, []);
  expect(reported).toEqual(["counting looks at a repository"]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ListQuery, Store } from "../src/index.ts";
import { forEachDatabase } from "./support/databases.ts";
import { createdEvent, eventsOf, finishedEvent, ranStage, recordOf, type TestExecution } from "./support/executions.ts";
import { openTestStore } from "./support/test-store.ts";

async function add(store: Store, execution: TestExecution, ended = true): Promise<void> {
  const bodies = [createdEvent(execution), ...(ended ? [finishedEvent] : [])];
  await store.journal.create(recordOf(execution), eventsOf(execution, bodies));
}

async function allPages(store: Store, query: ListQuery): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let cursor: string | undefined; ; ) {
    const page = await store.executions.list({ ...query, cursor });
    ids.push(...page.executions.map(({ id }) => id));
    cursor = page.cursor;
    if (cursor === undefined) return ids;
    expect(page.executions).toHaveLength(query.limit);
  }
}

forEachDatabase((createPlace) => {
  describe("listing executions", () => {
    test("pages through each once, newest first, whatever the filter and the page size", async () => {
      const store = await openTestStore(await createPlace());
      const executions = Array.from({ length: 40 }, (_, index) => ({
        id: `id-${String((index * 7) % 40).padStart(2, "0")}`,
        pipeline: index % 3 === 0 ? "library" : "web-app",
        branch: index % 4 === 0 ? "feature" : "main",
        number: index + 1,
        // Several at the same moment: the id decides between them.
        createdAt: 1_000 * Math.floor(index / 4),
        ended: index % 5 !== 0,
      }));
      for (const { ended, ...execution } of executions) await add(store, execution, ended);
      const filters = fc.record(
        {
          pipeline: fc.constantFrom("web-app", "library", "unknown"),
          branch: fc.constantFrom("main", "feature"),
          outcome: fc.constantFrom("success" as const, "failed" as const, "unfinished" as const),
          status: fc.constantFrom("queued" as const, "running" as const, "ended" as const),
        },
        { requiredKeys: [] },
      );
      await fc.assert(
        fc.asyncProperty(filters, fc.integer({ min: 1, max: 41 }), async (filter, limit) => {
          const expected = executions
            .filter(({ pipeline }) => filter.pipeline === undefined || pipeline === filter.pipeline)
            .filter(({ branch }) => filter.branch === undefined || branch === filter.branch)
            .filter(
              ({ ended }) => filter.outcome === undefined || (ended ? "success" : "unfinished") === filter.outcome,
            )
            .filter(({ ended }) => filter.status === undefined || (ended ? "ended" : "queued") === filter.status)
            .toSorted((one, other) => other.createdAt - one.createdAt || (one.id < other.id ? 1 : -1));
          expect(await allPages(store, { ...filter, limit })).toEqual(expected.map(({ id }) => id));
        }),
        { numRuns: 60 },
      );
    });

    test.each(["", "x", "bm90IGpzb24", Buffer.from("[1]").toString("base64url")])(
      "refuses the cursor %j",
      async (cursor) => {
        const store = await openTestStore(await createPlace());
        await expect(store.executions.list({ limit: 1, cursor })).rejects.toMatchObject({ code: "invalid-argument" });
      },
    );
  });
});

forEachDatabase((createPlace) => {
  describe("naming an execution", () => {
    test("takes what a person types", async () => {
      const store = await openTestStore(await createPlace());
      await expect(store.executions.get("latest")).rejects.toMatchObject({ code: "execution-not-found" });
      await add(store, { id: "0199aaaa-1", number: 1, createdAt: 1 });
      await add(store, { id: "0199aaab-2", number: 2, createdAt: 2 });
      await add(store, { id: "0199bbbb-3", number: 2, createdAt: 3, pipeline: "library" });
      const idOf = async (reference: string): Promise<string> => (await store.executions.get(reference)).id;

      expect(await idOf("latest")).toBe("0199bbbb-3");
      expect(await idOf("0199aaab-2")).toBe("0199aaab-2");
      expect(await idOf("0199b")).toBe("0199bbbb-3");
      expect(await idOf("1")).toBe("0199aaaa-1");
      expect(await idOf("web-app#2")).toBe("0199aaab-2");
      expect(await idOf("library#2")).toBe("0199bbbb-3");
      for (const ambiguous of ["2", "0199aaa"]) {
        await expect(idOf(ambiguous)).rejects.toMatchObject({
          code: "invalid-argument",
          message: expect.stringContaining("0199aaab-2"),
        });
      }
      for (const unknown of ["", "9", "web-app#9", "0199c", "%", "_", "' OR 1=1 --", "9".repeat(40)]) {
        await expect(idOf(unknown)).rejects.toMatchObject({ code: "execution-not-found" });
      }
    });
  });
});

forEachDatabase((createPlace) => {
  describe("usual durations", () => {
    test("are the medians of what succeeded in the last 20 executions", async () => {
      const store = await openTestStore(await createPlace());
      for (let number = 1; number <= 25; number += 1) {
        const execution = { id: `e${number}`, number, createdAt: number * 100_000 };
        const stages = [
          ...ranStage("build", number),
          ...ranStage("test", number * 10, number % 2 === 0 ? "success" : "failed"),
        ];
        await store.journal.create(recordOf(execution), eventsOf(execution, [createdEvent(execution), ...stages]));
      }
      const durations = await store.catalog.usualDurations("web-app");
      // Numbers 6 to 25: build's median lies between 15 and 16; test succeeded in 6, 8, … 24.
      expect(Object.fromEntries(durations)).toEqual({ build: 15.5, test: 150 });
      expect((await store.catalog.usualDurations("unknown")).size).toBe(0);
    });
  });
});

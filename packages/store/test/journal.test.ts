import { currentOwner, isAlive } from "@headrace/engine";
import type { EventBody } from "@headrace/execution";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { argumentsOf, startChild } from "./support/child.ts";
import { forEachDatabase } from "./support/databases.ts";
import { createdEvent, eventsOf, finishedEvent, ranStage, recordOf } from "./support/executions.ts";
import { openTestStore } from "./support/test-store.ts";

forEachDatabase((createPlace) => {
  describe("the journal", () => {
    test("gives back what was stored, after the store was closed and opened again", async () => {
      const place = await createPlace();
      const first = await openTestStore(place);
      const record = { ...recordOf({ id: "e1" }), rerunOf: "e0" };
      const events = eventsOf({ id: "e1" }, [createdEvent({ id: "e1" }), ...ranStage("build", 5), finishedEvent]);
      await first.journal.create(record, events.slice(0, 1));
      await first.journal.append("e1", events.slice(1));
      await first.close();

      const second = await openTestStore(place);
      expect(await second.journal.load("e1")).toEqual({ ...record, events });
      expect(await second.executions.events("e1", 4)).toEqual(events.slice(3));
    });

    test.each([
      ["a gap", [3]],
      ["a repeated number", [1]],
      ["a gap inside the batch", [2, 4]],
    ])("refuses %s and stores nothing of it", async (_, numbers) => {
      const { journal } = await openTestStore(await createPlace());
      await journal.create(recordOf({ id: "e1" }), eventsOf({ id: "e1" }, [createdEvent({ id: "e1" })]));
      const events = numbers.flatMap((seq) => eventsOf({ id: "e1" }, [{ type: "execution.started" }], seq));
      await expect(journal.append("e1", events)).rejects.toMatchObject({ code: "internal" });
      expect((await journal.load("e1")).events).toHaveLength(1);
    });

    test("says by name that there is no such execution", async () => {
      const { journal } = await openTestStore(await createPlace());
      await expect(journal.load("nowhere")).rejects.toMatchObject({ code: "execution-not-found" });
      await expect(journal.takeOver("nowhere", currentOwner())).rejects.toMatchObject({ code: "execution-not-found" });
    });

    test("gives each number once, to several processes that ask at the same time", async () => {
      const place = await createPlace();
      const children = Array.from({ length: 3 }, () =>
        startChild("use-store.ts", ["take-numbers", ...argumentsOf(place)]),
      );
      const ends = await Promise.all(children.map(({ ended }) => ended));
      const numbers = ends.flatMap(({ output }): number[] => JSON.parse(output));
      expect(numbers.sort((one, other) => one - other)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
    });

    test("keeps an execution with its owner while that lives, and gives it away afterwards", async () => {
      const place = await createPlace();
      const child = startChild("use-store.ts", ["own", ...argumentsOf(place, "e1")]);
      await child.firstLine;
      const { journal } = await openTestStore(place);
      const { owner } = await journal.load("e1");
      expect(owner.pid).toBe(child.process.pid);
      expect(isAlive(owner)).toBe(true);
      expect(await journal.interrupted()).toEqual([]);
      await expect(journal.takeOver("e1", currentOwner())).rejects.toMatchObject({ code: "execution-owned" });

      child.process.kill("SIGKILL");
      await child.ended;
      expect(await journal.interrupted()).toEqual(["e1"]);
      await journal.takeOver("e1", currentOwner());
      expect((await journal.load("e1")).owner).toEqual(currentOwner());
      // Its own owner may take it over again.
      await journal.takeOver("e1", currentOwner());
      expect(await journal.interrupted()).toEqual([]);
    });

    test("does not take a later process with the same id, or one of another boot, for the owner", () => {
      const owner = currentOwner();
      expect(isAlive(owner)).toBe(true);
      if (owner.startTime === "") return;
      expect(isAlive({ ...owner, startTime: "1" })).toBe(false);
      expect(isAlive({ ...owner, bootId: "another" })).toBe(false);
    });
  });
});

forEachDatabase((createPlace) => {
  describe("the projection", () => {
    test("shows an execution and its stages as their last events left them", async () => {
      const { journal, executions } = await openTestStore(await createPlace());
      const of = { stage: "test", instance: "test (22)" };
      const events = eventsOf({ id: "e1" }, [
        createdEvent({ id: "e1" }),
        { type: "execution.started" },
        { type: "stage.queued", ...of, matrix: { node: 22 } },
        { type: "stage.started", ...of, attempt: 1 },
        {
          type: "stage.retrying",
          ...of,
          attempt: 1,
          outcome: "failed",
          exitCode: 1,
          durationMs: 10,
          nextAttemptAt: 9_000,
        },
        { type: "stage.started", ...of, attempt: 2 },
        {
          type: "stage.finished",
          ...of,
          attempt: 2,
          outcome: "success",
          exitCode: 0,
          durationMs: 20,
          allowed: false,
          outputs: {},
        },
        { type: "stage.skipped", stage: "deploy", instance: "deploy", reason: "condition", detail: "it is not main" },
        finishedEvent,
      ]);
      await journal.create(recordOf({ id: "e1" }), events);
      expect(await executions.get("e1")).toMatchObject({
        status: "finished",
        outcome: "success",
        startedAt: 2_000,
        finishedAt: 9_000,
        lastSeq: 9,
      });
      expect(await executions.stages("e1")).toEqual([
        {
          executionId: "e1",
          ...of,
          matrix: { node: 22 },
          status: "finished",
          attempt: 2,
          outcome: "success",
          exitCode: 0,
          allowed: false,
          reused: false,
          queuedAt: 3_000,
          startedAt: 6_000,
          finishedAt: 7_000,
          durationMs: 20,
        },
        {
          executionId: "e1",
          stage: "deploy",
          instance: "deploy",
          status: "finished",
          attempt: 0,
          outcome: "skipped",
          message: "it is not main",
          allowed: false,
          reused: false,
          finishedAt: 8_000,
        },
      ]);
    });

    test("is the same when rebuilt, whatever the events and however they were batched", async () => {
      const store = await openTestStore(await createPlace());
      let count = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(bodies, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), async (random, batch) => {
          count += 1;
          const execution = { id: `e${count}`, number: count };
          const events = eventsOf(execution, [createdEvent(execution), ...random]);
          await store.journal.create(recordOf(execution));
          for (let from = 0; from < events.length; from += batch) {
            await store.journal.append(execution.id, events.slice(from, from + batch));
          }
          const before = [await store.executions.get(execution.id), await store.executions.stages(execution.id)];
          await store.rebuildProjection(execution.id);
          expect([await store.executions.get(execution.id), await store.executions.stages(execution.id)]).toEqual(
            before,
          );
          expect((await store.journal.load(execution.id)).events).toEqual(events);
        }),
        { numRuns: 60 },
      );
    });
  });
});

const instance = fc
  .constantFrom("build", "test (22)", "test (24)", "__proto__")
  .map((name) => ({ stage: name, instance: name }));
const attempt = fc.integer({ min: 1, max: 3 });
const bodies: fc.Arbitrary<EventBody> = fc.oneof(
  fc.constant<EventBody>({ type: "execution.started" }),
  fc.constant<EventBody>({ type: "execution.cancelling", reason: "requested", force: false }),
  fc.constant<EventBody>(finishedEvent),
  instance.map((of): EventBody => ({ type: "stage.queued", ...of, matrix: { node: 22 } })),
  fc.tuple(instance, attempt).map(([of, tried]): EventBody => ({ type: "stage.started", ...of, attempt: tried })),
  instance.map((of): EventBody => ({ type: "stage.cancelling", ...of, reason: "timedOut" })),
  instance.map((of): EventBody => ({ type: "stage.skipped", ...of, reason: "need", detail: "build failed" })),
  instance.map(
    (of): EventBody => ({
      type: "stage.reused",
      ...of,
      from: { executionId: "e0", instance: of.instance },
      why: "inputs",
      outputs: {},
    }),
  ),
  fc.tuple(instance, attempt, fc.nat()).map(
    ([of, tried, durationMs]): EventBody => ({
      type: "stage.finished",
      ...of,
      attempt: tried,
      outcome: "failed",
      exitCode: null,
      durationMs,
      allowed: true,
      outputs: { text: "\u0000 ' \" ☃" },
      message: "it broke",
    }),
  ),
  fc.tuple(instance, attempt).map(
    ([of, tried]): EventBody => ({
      type: "stage.retrying",
      ...of,
      attempt: tried,
      outcome: "timedOut",
      exitCode: null,
      durationMs: 3,
      nextAttemptAt: 99,
    }),
  ),
);

import { appendFile, mkdtemp, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemClock } from "@headrace/engine";
import { createFileLogStore } from "@headrace/store";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSequences, type Sequences } from "../../src/runs/sequence/create-sequences.ts";

let directory: string;
let made = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "headrace-sequence-"));
});
afterAll(async () => {
  await rm(directory, { recursive: true, force: true });
});

function sequences(): Sequences {
  return createSequences({
    logs: createFileLogStore({ directory, clock: systemClock }),
    directory,
    onFault: (error) => {
      throw error;
    },
  });
}

interface Printed {
  readonly stage: number;
  readonly count: number;
  /** The server ends here and another one goes on. */
  readonly restart: boolean;
}

const printed: fc.Arbitrary<Printed> = fc.record({
  stage: fc.nat(3),
  count: fc.integer({ min: 1, max: 40 }),
  restart: fc.nat(5).map((value) => value === 0),
});

describe("the order of an execution's lines", () => {
  test("is the order in which they came, from any line on, and after a restart", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(printed, { minLength: 1, maxLength: 30 }), fc.nat(400), async (batches, from) => {
        made += 1;
        const executionId = `random-${made}`;
        let current = sequences();
        let writers = new Map<number, ReturnType<Sequences["store"]["create"]>>();
        let generation = 1;
        const expected: string[] = [];
        const counts = new Map<string, number>();
        for (const { stage, count, restart } of batches) {
          if (restart) {
            for (const writer of writers.values()) writer.close();
            current.end(executionId);
            current = sequences();
            writers = new Map();
            generation += 1;
          }
          const instance = `a stage with a rather long name (${stage})`;
          const attempt = generation;
          const writer = writers.get(stage) ?? current.store.create({ executionId, instance, attempt });
          writers.set(stage, writer);
          const key = `${instance} ${attempt}`;
          const lines = Array.from(
            { length: count },
            (_, index) => `${key} says ${(counts.get(key) ?? 0) + index + 1}`,
          );
          counts.set(key, (counts.get(key) ?? 0) + count);
          const bytes = Buffer.from(`${lines.join("\n")}\n`);
          const { firstLine, at } = writer.append({ stream: "stdout", bytes, lineEnds: count, open: false });
          const line = current.add(executionId, { stage: `s${stage}`, instance, attempt }, { firstLine, count, at });
          expect(line).toBe(expected.length + 1);
          expected.push(...lines);
        }
        // While it is written, too.
        await using log = await current.reading.open(executionId);
        expect(log?.lineCount).toBe(expected.length);
        const start = 1 + (from % expected.length);
        const read = (await log?.read({ from: start, limit: 50 })) ?? [];
        expect(read.map(({ text }) => text)).toEqual(expected.slice(start - 1, start + 49));
        expect(read.map(({ line }) => line)).toEqual(read.map((_, index) => start + index));
        const [first] = read;
        expect(await log?.locate(start)).toMatchObject({
          stage: first?.stage,
          instance: first?.instance,
          attempt: first?.attempt,
          firstLine: first?.attemptLine,
        });
        expect(await log?.locate(expected.length + 1)).toBeUndefined();
        for (const writer of writers.values()) writer.close();
        current.end(executionId);
      }),
      { numRuns: 40 },
    );
  });

  test("what a killed server left without a place is given one, and half a record is cut off", async () => {
    const executionId = "killed";
    const address = { executionId, instance: "build", attempt: 1 };
    const first = sequences();
    const writer = first.store.create(address);
    const print = (text: string) =>
      writer.append({ stream: "stdout", bytes: Buffer.from(`${text}\n`), lineEnds: 1, open: false });
    const { at } = print("one");
    const attempt = { stage: "build", instance: "build", attempt: 1 };
    first.add(executionId, attempt, { firstLine: 1, count: 1, at });
    first.end(executionId);
    // It died before these had a place, and within a record.
    print("two");
    print("three");
    writer.close();
    await appendFile(join(directory, executionId, "sequence"), Buffer.alloc(17, 1));

    const second = sequences();
    await second.mend(executionId, [attempt, { ...attempt, attempt: 2 }]);
    expect(second.add(executionId, { ...attempt, attempt: 2 }, { firstLine: 1, count: 1, at })).toBe(4);
    second.end(executionId);
    await using log = await sequences().reading.open(executionId);
    expect((await log?.read({ from: 1, limit: 10 }))?.map(({ line, text }) => [line, text])).toEqual([
      [1, "one"],
      [2, "two"],
      [3, "three"],
    ]);
    expect(log?.lineCount).toBe(4);
    expect(await log?.locate(4)).toEqual({ ...attempt, attempt: 2, firstLine: 1 });
  });

  test("a name that the server died at is written again", async () => {
    const executionId = "half-a-name";
    const attempt = { stage: "build", instance: "a name that takes several records", attempt: 1 };
    const first = sequences();
    first.add(executionId, attempt, { firstLine: 1, count: 5, at: 1 });
    first.end(executionId);
    await truncate(join(directory, executionId, "sequence"), 2 * 32 + 5);
    const second = sequences();
    expect(second.add(executionId, attempt, { firstLine: 1, count: 5, at: 1 })).toBe(1);
    second.end(executionId);
    await using log = await sequences().reading.open(executionId);
    expect(await log?.locate(3)).toEqual({ ...attempt, firstLine: 3 });
  });

  test("an execution without lines has none, and an id is no path", async () => {
    expect(await sequences().reading.open("nothing")).toBeNull();
    expect(await sequences().reading.open("../../etc")).toBeNull();
  });
});

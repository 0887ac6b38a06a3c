import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogAddress, LogWriter } from "@headrace/engine";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { createFileLogStore } from "../../src/index.ts";
import { openLog, readTexts } from "./logs.ts";

let directory = "";
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "headrace-short-logs-"));
});
afterEach(() => rmSync(directory, { recursive: true }));

const clock = { now: () => Date.now() };
const shared = () => join(directory, "e", "short-logs");
const ownFile = (instance: string) => join(directory, "e", `${instance}.1.index`);
const addressOf = (instance: string): LogAddress => ({ executionId: "e", instance, attempt: 1 });

function append(writer: LogWriter, text: string): void {
  const bytes = Buffer.from(text);
  const lineEnds = bytes.filter((byte) => byte === 10).length;
  writer.append({ stream: "stdout", bytes, lineEnds, open: false });
}

function keep(instance: string, text: string, { durable = false } = {}): void {
  const writer = createFileLogStore({ directory, clock, durable }).create(addressOf(instance));
  append(writer, text);
  writer.close();
}

const textsOf = (instance: string) =>
  readTexts({ store: createFileLogStore({ directory, clock }), address: addressOf(instance) });

test("logs that are over at once share a file, and each is told from the others", async () => {
  const line = fc.oneof(fc.string(), fc.constantFrom("log build.1", "end", "", "headrace-log 1 7"));
  const text = fc.array(line, { minLength: 1, maxLength: 5 }).map((lines) => lines.join("\n").replaceAll("\r", ""));
  const logs = fc.dictionary(fc.constantFrom("build", "build-1", "ild", "a", "Build", "été"), text);
  await fc.assert(
    fc.asyncProperty(logs, async (texts) => {
      rmSync(join(directory, "e"), { recursive: true, force: true });
      for (const [instance, each] of Object.entries(texts)) keep(instance, `${each}\n`);
      for (const [instance, each] of Object.entries(texts)) {
        expect(existsSync(ownFile(instance))).toBe(false);
        await using reader = await openLog({
          store: createFileLogStore({ directory, clock }),
          address: addressOf(instance),
        });
        expect(reader.complete).toBe(true);
        const lines = await reader.read({ from: 1, limit: 10 });
        expect(lines.map((found) => found.text)).toEqual(each.split("\n"));
      }
      const store = createFileLogStore({ directory, clock });
      expect(await store.open(addressOf("another"))).toBeNull();
    }),
    { numRuns: 60 },
  );
});

test("one of which a crash left a part damages neither those before it nor those after", async () => {
  keep("first", "one\n");
  keep("second", "two\n");
  const whole = readFileSync(shared());
  const before = whole.indexOf("\nlog second");
  for (let length = before; length < whole.length; length += 1) {
    writeFileSync(shared(), whole.subarray(0, length));
    keep("third", "three\n");
    expect(await textsOf("first")).toEqual(["one"]);
    expect(await textsOf("third")).toEqual(["three"]);
    keep("second", "again\n", { durable: true });
    expect(await textsOf("second")).toEqual(["again"]);
  }
});

test("where no more have room, a log has a file of its own", async () => {
  for (let stage = 0; stage < 70; stage += 1) keep(`stage-${stage}`, `${"x".repeat(4_000)}\n`);
  expect(existsSync(ownFile("stage-0"))).toBe(false);
  expect(existsSync(ownFile("stage-69"))).toBe(true);
  for (let stage = 0; stage < 70; stage += 1) expect(await textsOf(`stage-${stage}`)).toHaveLength(1);
});

test("an attempt that goes on has a file of its own soon, also when it prints nothing", async () => {
  const store = createFileLogStore({ directory, clock });
  const writer = store.create(addressOf("silent"));
  await expect.poll(() => existsSync(ownFile("silent"))).toBe(true);
  await using reader = await openLog({ store, address: addressOf("silent") });
  expect(reader.complete).toBe(false);
  writer.close();
  await reader.refresh();
  expect(reader.complete).toBe(true);
  expect(existsSync(shared())).toBe(false);
});

test("what an earlier process left of the same attempt is not shown in its place", async () => {
  const store = createFileLogStore({ directory, clock });
  const earlier = store.create(addressOf("build"));
  append(earlier, "earlier\n");
  earlier.leave();
  keep("build", "later\n");
  expect(await textsOf("build")).toEqual(["later"]);
});

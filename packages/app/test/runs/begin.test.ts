import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { createTestDatabase } from "../../../../test/postgres/index.ts";
import { createApp } from "../../src/assembly/create-app.ts";

/** How much begins again and again, and listens, until it is closed. */
function countLasting() {
  const timers = new Set<unknown>();
  const set = vi.spyOn(globalThis, "setInterval");
  const clear = vi.spyOn(globalThis, "clearInterval");
  onTestFinished(() => void vi.restoreAllMocks());
  return () => {
    for (const { value } of set.mock.results) timers.add(value);
    for (const [timer] of clear.mock.calls) timers.delete(timer);
    return timers.size;
  };
}

test("runs that are begun again leave nothing behind when they are closed, and begin no more", async () => {
  const directory = await mkdtemp(join(tmpdir(), "headrace-begin-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const lasting = countLasting();
  const before = lasting();
  const database = await createTestDatabase();
  const app = await createApp({ dataDirectory: directory, database, trustPipelines: true, warn: () => undefined });
  const begun = lasting();
  expect(begun).toBeGreaterThan(before);
  await app.runs.begin();
  expect(lasting()).toBe(begun);
  await app[Symbol.asyncDispose]();
  expect(lasting()).toBe(before);
  // Somebody who begins late meets a pool that has ended.
  await app.runs.begin();
  expect(lasting()).toBe(before);
});

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { unpackArtifact } from "@headrace/engine/artifacts";
import { restoreCache } from "@headrace/engine/caches";
import { describe, expect, test } from "vitest";
import { argumentsOf, startChild } from "./support/child.ts";
import { forEachDatabase } from "./support/databases.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";
import { openTestStore } from "./support/test-store.ts";

const clock = { now: () => Date.now() };

/** Runs the task in a process that kills itself at the fault point; the data directory that it leaves. */
async function killedAt(fault: string, task: string, argument = ""): Promise<string> {
  const place = { directory: join(temporaryDirectory(), "data") };
  await kill(fault, task, argumentsOf(place, argument));
  return place.directory;
}

async function kill(fault: string, task: string, args: readonly string[]): Promise<void> {
  const end = await startChild("use-store.ts", [task, ...args], fault).ended;
  expect(end.signal, `it passed ${fault}`).toBe("SIGKILL");
}

forEachDatabase((createPlace) => {
  describe("a process killed", () => {
    test.each([
      ["journal.create.before", undefined],
      ["journal.create.committed", 1],
      ["journal.append.before:2", 4],
      ["journal.append.committed:2", 5],
    ])("at %s leaves whole transactions", async (fault, lastSeq) => {
      const place = await createPlace();
      await kill(fault, "execute", argumentsOf(place));
      const store = await openTestStore(place);
      if (lastSeq === undefined) {
        await expect(store.journal.load("e1")).rejects.toMatchObject({ code: "execution-not-found" });
        return;
      }
      const { events } = await store.journal.load("e1");
      expect(events.map(({ seq }) => seq)).toEqual(Array.from({ length: lastSeq }, (_, index) => index + 1));
      const before = [await store.executions.get("e1"), await store.executions.stages("e1")];
      await store.rebuildProjection("e1");
      expect([await store.executions.get("e1"), await store.executions.stages("e1")]).toEqual(before);
      expect(await store.journal.interrupted()).toEqual(lastSeq === 5 ? [] : ["e1"]);
    });
  });
});

describe("a process killed", () => {
  test("in the middle of a blob leaves none, and what it wrote is swept", async () => {
    const directory = await killedAt("blob.put.writing:3", "put-blob");
    const incoming = join(directory, "blobs", "incoming");
    expect(readdirSync(incoming)).toHaveLength(1);
    const store = await openTestStore({ directory });
    // Young: another process may still be writing it.
    await store.prune();
    expect(readdirSync(incoming)).toHaveLength(1);
    const tomorrow = Date.now() + 24 * 60 * 60 * 1000;
    expect(await store.prune({ now: tomorrow })).toMatchObject({ blobs: 0 });
    expect(readdirSync(incoming)).toEqual([]);
  });

  test("between a cache's blob and its entry leaves no entry", async () => {
    const directory = await killedAt("cache.save.before", "save-cache", "one");
    const store = await openTestStore({ directory });
    expect(await store.catalog.caches()).toEqual([]);
    expect(await store.prune({ now: Date.now() + 24 * 60 * 60 * 1000 })).toMatchObject({ blobs: 1 });
  });

  test("after a cache's entry leaves a cache that restores", async () => {
    const directory = await killedAt("cache.save.committed", "save-cache", "one");
    const store = await openTestStore({ directory });
    const into = temporaryDirectory();
    const request = { workspace: into, key: "k", restoreKeys: [], scopes: ["repository"] };
    expect(await restoreCache(request, { ...store, clock })).toMatchObject({ kind: "restored", size: 3 });
  });

  test("between an artifact's blob and its row leaves no row", async () => {
    const directory = await killedAt("artifact.blob-stored", "store-artifact");
    const store = await openTestStore({ directory });
    expect(await store.catalog.artifacts("e1")).toEqual([]);
  });

  test("after an artifact's row leaves an artifact that unpacks", async () => {
    const directory = await killedAt("artifact.row-stored", "store-artifact");
    const store = await openTestStore({ directory });
    const [row] = await store.catalog.artifacts("e1");
    const into = temporaryDirectory();
    expect(await unpackArtifact({ blobs: store.blobs, digest: row?.digest ?? "", into })).toEqual({
      files: 1,
      size: 5,
    });
  });
});

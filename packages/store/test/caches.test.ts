import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CacheQuery, CacheRow } from "@headrace/engine";
import { unpackArtifact } from "@headrace/engine/artifacts";
import { type CacheServices, cacheScopes, restoreCache, saveCache } from "@headrace/engine/caches";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Store } from "../src/index.ts";
import { forEachDatabase, type Place } from "./support/databases.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";
import { openTestStore } from "./support/test-store.ts";

const scope = "branch:main";
const limit = 1e9;

/** A store whose clock moves a second with each look, so that no two entries are equally old. */
async function openCaches(
  place: Place = { directory: join(temporaryDirectory(), "data") },
): Promise<{ readonly store: Store; readonly services: CacheServices }> {
  const store = await openTestStore(place);
  let now = 0;
  const clock = { now: () => (now += 1_000) };
  return { store, services: { blobs: store.blobs, catalog: store.catalog, clock } };
}

function workspaceWith(files: Readonly<Record<string, string>>): string {
  const workspace = temporaryDirectory();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(workspace, path, ".."), { recursive: true });
    writeFileSync(join(workspace, path), content);
  }
  return workspace;
}

function damageBlobs(store: Store, damage: (path: string) => void): void {
  const content = join(store.layout.blobs, "sha256");
  for (const prefix of readdirSync(content)) {
    for (const rest of readdirSync(join(content, prefix))) damage(join(content, prefix, rest));
  }
}

describe("caches", () => {
  test("restore what was saved, with times, over what is there", async () => {
    const { services } = await openCaches();
    const workspace = workspaceWith({ ".npm/a": "A", ".npm/deep/b": "B", other: "O" });
    utimesSync(join(workspace, ".npm/a"), 1_000, 1_000);
    const saved = await saveCache({ workspace, key: "npm-1", scope, paths: [".npm"], limit }, services);
    expect(saved).toEqual({ kind: "saved", size: 2 });
    const into = workspaceWith({ ".npm/a": "stale and longer", ".npm/own": "own" });
    const request = { workspace: into, key: "npm-2", restoreKeys: ["npm-"], scopes: [scope] };
    expect(await restoreCache(request, services)).toEqual({
      kind: "restored",
      matchedKey: "npm-1",
      size: 2,
      warnings: [],
    });
    expect(readFileSync(join(into, ".npm/a"), "utf8")).toBe("A");
    expect(statSync(join(into, ".npm/a")).mtimeMs).toBe(1_000_000);
    expect(readdirSync(into)).toEqual([".npm"]);
    expect(readdirSync(join(into, ".npm")).toSorted()).toEqual(["a", "deep", "own"]);
  });

  test("save nothing when nothing matches, or when it is larger than all may be", async () => {
    const { store, services } = await openCaches();
    const workspace = workspaceWith({ a: "A" });
    const request = { workspace, key: "k", scope, limit };
    expect(await saveCache({ ...request, paths: ["nothing"] }, services)).toEqual({ kind: "empty" });
    expect(await saveCache({ ...request, paths: ["a"], limit: 10 }, services)).toMatchObject({ kind: "too-large" });
    expect(await store.catalog.caches()).toEqual([]);
  });

  test.each([
    ["missing", (path: string) => rmSync(path)],
    ["cut", (path: string) => writeFileSync(path, readFileSync(path).subarray(0, -5))],
    ["changed", (path: string) => writeFileSync(path, readFileSync(path).fill(7, 20, 40))],
  ])("with %s content are misses with a warning, leave no file, and are dropped", async (_, damage) => {
    const { store, services } = await openCaches();
    const workspace = workspaceWith({ a: "A".repeat(10_000) });
    await saveCache({ workspace, key: "k-1", scope, paths: ["a"], limit }, services);
    damageBlobs(store, damage);
    const sound = workspaceWith({ b: "B" });
    await saveCache({ workspace: sound, key: "k-0", scope: "branch:old", paths: ["b"], limit }, services);

    const into = temporaryDirectory();
    const request = { workspace: into, key: "k-1", restoreKeys: [], scopes: [scope] };
    const missed = await restoreCache(request, services);
    expect(missed).toEqual({ kind: "missed", warnings: [expect.stringContaining('"k-1" was dropped')] });
    expect(readdirSync(into)).toEqual([]);
    expect((await store.catalog.caches()).map(({ key }) => key)).toEqual(["k-0"]);
  });

  test("fall back to the next best when the best is damaged", async () => {
    const { store, services } = await openCaches();
    await saveCache({ workspace: workspaceWith({ a: "A" }), key: "k-1", scope, paths: ["a"], limit }, services);
    damageBlobs(store, (path) => writeFileSync(path, "damaged"));
    await saveCache({ workspace: workspaceWith({ b: "B" }), key: "k-0", scope, paths: ["b"], limit }, services);
    const request = { workspace: temporaryDirectory(), key: "k-1", restoreKeys: ["k-"], scopes: [scope] };
    expect(await restoreCache(request, services)).toMatchObject({
      kind: "restored",
      matchedKey: "k-0",
      warnings: [expect.stringContaining('"k-1"')],
    });
  });

  test("read the own branch's first and then the default branch's, never another's", () => {
    const of = { pipeline: "p", defaultBranch: "main" };
    expect(cacheScopes({ ...of, scope: "branch", branch: "feature" })).toEqual(["branch:feature", "branch:main"]);
    expect(cacheScopes({ ...of, scope: "branch", branch: "main" })).toEqual(["branch:main"]);
    expect(cacheScopes({ ...of, scope: "pipeline", branch: "feature" })).toEqual(["pipeline:p"]);
    expect(cacheScopes({ ...of, scope: "repository", branch: "feature" })).toEqual(["repository"]);
  });
});

forEachDatabase((createPlace) => {
  describe("caches together", () => {
    test("drop the least recently used when together they are too large", async () => {
      const { store, services } = await openCaches(await createPlace());
      const save = (key: string) =>
        saveCache({ workspace: workspaceWith({ [key]: key }), key, scope, paths: [key], limit: 3 * size }, services);
      await saveCache({ workspace: workspaceWith({ a: "a" }), key: "a", scope, paths: ["a"], limit }, services);
      const size = (await store.catalog.caches())[0]?.size ?? 0;
      await save("b");
      await save("c");
      await restoreCache({ workspace: temporaryDirectory(), key: "a", restoreKeys: [], scopes: [scope] }, services);
      await save("d");
      expect((await store.catalog.caches()).map(({ key }) => key)).toEqual(["c", "a", "d"]);
    });

    test("saved under one key at the same time leave one whole entry", async () => {
      const { store, services } = await openCaches(await createPlace());
      const saves = ["one", "two", "six"].map((text) =>
        saveCache({ workspace: workspaceWith({ a: text }), key: "k", scope, paths: ["a"], limit }, services),
      );
      await Promise.all(saves);
      const rows = await store.catalog.caches();
      expect(rows).toHaveLength(1);
      const into = temporaryDirectory();
      await unpackArtifact({ blobs: store.blobs, digest: rows[0]?.digest ?? "", into });
      expect(readFileSync(join(into, "a"), "utf8")).toMatch(/^(one|two|six)$/);
    });
  });
});

forEachDatabase((createPlace) => {
  describe("looking for a cache", () => {
    test("finds what a slow and simple search finds", async () => {
      const { catalog } = await openTestStore(await createPlace());
      const key = fc.stringMatching(/^[ab☃_%-]{0,4}$/);
      const entries = fc.uniqueArray(
        fc.record({ scope: fc.constantFrom("own", "main", "other"), key, ttl: fc.option(fc.nat(60)) }),
        {
          selector: (entry) => `${entry.scope} ${entry.key}`,
          maxLength: 15,
        },
      );
      await fc.assert(
        fc.asyncProperty(entries, key, fc.array(key, { maxLength: 3 }), async (rows, asked, restoreKeys) => {
          for (const { id } of await catalog.caches()) await catalog.removeCache(id);
          for (const [index, { ttl, ...row }] of rows.entries()) {
            const times = { createdAt: index, usedAt: index };
            await catalog.putCache({ ...row, ...times, digest: "d", size: 1, ...(ttl === null ? {} : { ttl }) });
          }
          const query = { scopes: ["own", "main"], key: asked, restoreKeys, now: 40 };
          const found = await catalog.findCache(query);
          const expected = slowSearch(await catalog.caches(), query);
          expect(found).toEqual(expected);
        }),
        { numRuns: 300 },
      );
    });
  });
});

function slowSearch(rows: readonly CacheRow[], { scopes, key, restoreKeys, now }: CacheQuery): CacheRow | null {
  const live = rows.filter(({ usedAt, ttl }) => ttl === undefined || usedAt + ttl >= now);
  for (const scopeName of scopes) {
    const exact = live.find((row) => row.scope === scopeName && row.key === key);
    if (exact !== undefined) return exact;
  }
  const waiting = [...restoreKeys];
  while (waiting.length > 0) {
    // The first whose lengthenings have all been tried, the longest of them.
    const [first = ""] = waiting;
    const next = waiting
      .filter((each) => each.startsWith(first))
      .reduce((one, other) => (other.length > one.length ? other : one));
    waiting.splice(waiting.indexOf(next), 1);
    for (const scopeName of scopes) {
      const matching = live.filter((row) => row.scope === scopeName && row.key.startsWith(next));
      const newest = matching.toSorted((one, other) => other.createdAt - one.createdAt)[0];
      if (newest !== undefined) return newest;
    }
  }
  return null;
}

import { readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventsOf, linesOf, outcomesOf, useFixture } from "../support/fixture.ts";

test("artifacts keep modes and links, go where they are needed, and must be there", async () => {
  using bench = useFixture("artifacts");
  const ran = await bench.command(["run", "--json", "--workspace", "isolated"]);
  expect(ran.exitCode).toBe(0);
  expect(linesOf(ran, "all")).toEqual([
    "runs",
    "dist/link",
    "dist/run.sh",
    "dist/sub/deep.txt",
    "logs/a.log",
    "750",
    "run.sh",
  ]);
  expect(linesOf(ran, "some")).toEqual(["headrace.yml", "logs"]);
  const stored = eventsOf(ran, "artifact.stored", "build");
  expect(stored.map(({ name, files }) => [name, files])).toEqual([
    ["dist", 3],
    ["logs", 1],
  ]);
  expect(stored[0]).toMatchObject({ digest: expect.stringMatching(/^[0-9a-f]{64}$/), expiresAt: expect.any(String) });
  expect(outcomesOf(ran)).toMatchObject({ missing: "failed", escapes: "failed" });
  expect(eventsOf(ran, "stage.finished", "missing")[0]).toMatchObject({ message: expect.stringContaining('"report"') });
  expect(eventsOf(ran, "stage.finished", "escapes")[0]).toMatchObject({
    message: expect.stringMatching(/bad\/passwd/),
  });
  const got = await bench.command(["artifacts", "get", "latest", "dist", "--into", "taken"]);
  expect(got.exitCode).toBe(0);
  expect(statSync(join(bench.directory, "taken/dist/run.sh")).mode & 0o777).toBe(0o750);
});

test("a cache is found by its key, by what begins like it, and across branches from the default one", async () => {
  using bench = useFixture("caches");
  bench.write("deps.lock", "one\n");
  const run = async (...more: readonly string[]) => {
    rmSync(join(bench.directory, "deps"), { recursive: true, force: true });
    const ran = await bench.command(["run", "--json", ...more]);
    expect(ran.exitCode).toBe(0);
    const [event] = ran.events.filter(({ type }) => type.startsWith("cache."));
    return { said: linesOf(ran, "install"), event, ran };
  };
  const first = await run("--branch", "main");
  expect(first).toMatchObject({ said: ["nothing found"], event: { type: "cache.missed" } });
  const saved = eventsOf(first.ran, "cache.saved")[0];
  expect(saved).toMatchObject({ key: expect.stringMatching(/^deps-[0-9a-f]{64}$/) });
  // Another branch has none of its own and falls back on the default branch's.
  const hit = await run("--branch", "topic");
  expect(hit).toMatchObject({ said: ["found one"], event: { type: "cache.restored", matchedKey: saved?.key } });
  bench.write("deps.lock", "two\n");
  const near = await run("--branch", "topic");
  expect(near).toMatchObject({ said: ["found one"], event: { type: "cache.restored", matchedKey: saved?.key } });
  expect(eventsOf(near.ran, "cache.saved")).toHaveLength(1);
  // What the topic branch saved is not for main.
  const main = await run("--branch", "main");
  expect(main.said).toEqual(["found one"]);
  const none = await run("--no-cache", "--branch", "main");
  expect(none.said).toEqual(["nothing found"]);
  expect(none.event).toBeUndefined();

  for (const file of blobsOf(bench.directory)) writeFileSync(file, readFileSync(file).fill(0, 10));
  const corrupt = await run("--branch", "main");
  expect(corrupt).toMatchObject({ said: ["nothing found"], event: { type: "cache.missed" } });
  expect(String(corrupt.event?.message)).toMatch(/was dropped: .*does not have its own digest/);
});

function blobsOf(directory: string): readonly string[] {
  const blobs = join(directory, ".headrace/blobs");
  return readdirSync(blobs, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

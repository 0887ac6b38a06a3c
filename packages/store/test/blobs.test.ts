import { createHash } from "node:crypto";
import { readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDirectoryBlobs } from "../src/index.ts";
import { forEachDatabase } from "./support/databases.ts";
import { temporaryDirectory } from "./support/temporary-directory.ts";
import { openTestStore } from "./support/test-store.ts";

const hour = 60 * 60 * 1000;

function pathOf(directory: string, digest: string): string {
  return join(directory, "sha256", digest.slice(0, 2), digest.slice(2));
}

const mebibyte = 1024 * 1024;

/** As docs/retention.md tells how to make it again. */
function digestOf(content: Buffer): string {
  const sha256 = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();
  if (content.length <= 8 * mebibyte) return sha256(content).toString("hex");
  const count = Math.ceil(content.length / (8 * mebibyte));
  const parts = Array.from({ length: count }, (_, index) =>
    content.subarray(index * 8 * mebibyte).subarray(0, 8 * mebibyte),
  );
  return `${sha256(Buffer.concat(parts.map(sha256))).toString("hex")}-${count}`;
}

describe.each([false, true])("blobs in a directory, durable %s", (durable) => {
  test("give back what was put, in whatever pieces it came, under its SHA-256", async () => {
    const blobs = createDirectoryBlobs({ directory: temporaryDirectory(), durable });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 3_000 })), async (pieces) => {
        const whole = Buffer.concat(pieces);
        const stored = await blobs.put(Readable.from(pieces.map((piece) => Buffer.from(piece))));
        expect(stored).toEqual({ digest: createHash("sha256").update(whole).digest("hex"), size: whole.length });
        expect((await buffer(await blobs.get(stored.digest))).equals(whole)).toBe(true);
      }),
      { numRuns: durable ? 4 : 25 },
    );
  });
});

describe("blobs in a directory", () => {
  test("hold more than a chunk of the reader and the writer", async () => {
    const blobs = createDirectoryBlobs({ directory: temporaryDirectory() });
    const chunks = Array.from({ length: 2_000 }, (_, index) => Buffer.alloc(2_047, index));
    const { digest } = await blobs.put(Readable.from(chunks));
    expect((await buffer(await blobs.get(digest))).equals(Buffer.concat(chunks))).toBe(true);
  });

  test.each(["0".repeat(64), `${"0".repeat(64)}-2`, `${"0".repeat(64)}-/../..`, "../../../etc/passwd", "", "abc"])(
    "say that %j is missing",
    async (digest) => {
      const blobs = createDirectoryBlobs({ directory: temporaryDirectory() });
      expect(await blobs.has(digest)).toBe(false);
      await expect(blobs.get(digest)).rejects.toMatchObject({ code: "blob-missing" });
      await blobs.remove(digest);
    },
  );

  test("tell damage while reading, and are healed by putting the content again", async () => {
    const directory = temporaryDirectory();
    const blobs = createDirectoryBlobs({ directory });
    const content = Buffer.alloc(3_000_000, "content");
    const { digest } = await blobs.put(Readable.from([content]));
    const path = pathOf(directory, digest);
    const changed = readFileSync(path);
    changed[2_999_999] = 0;
    for (const damage of [() => writeFileSync(path, changed), () => truncateSync(path, 1_000_000)]) {
      damage();
      await expect(buffer(await blobs.get(digest))).rejects.toMatchObject({ code: "blob-damaged" });
    }
    await blobs.put(Readable.from([content]));
    expect((await buffer(await blobs.get(digest))).equals(content)).toBe(true);
  });

  test("store nothing of a source that fails, and give its own error", async () => {
    const directory = temporaryDirectory();
    const blobs = createDirectoryBlobs({ directory });
    async function* failing(): AsyncGenerator<Buffer> {
      yield Buffer.from("begun");
      throw new Error("the source broke");
    }
    await expect(blobs.put(Readable.from(failing()))).rejects.toThrow("the source broke");
    expect(await blobs.has(createHash("sha256").update("begun").digest("hex"))).toBe(false);
  });

  test("can be left half read", async () => {
    const blobs = createDirectoryBlobs({ directory: temporaryDirectory() });
    const { digest } = await blobs.put(Readable.from([Buffer.alloc(5_000_000)]));
    for await (const chunk of await blobs.get(digest)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
  });
});

describe("the digest of a blob", () => {
  test.each([0, 1, 262_144, 262_145, 8_388_608, 8_388_609, 16_777_217])(
    "can be made again from its file, of %i bytes",
    async (size) => {
      const content = Buffer.alloc(size, "not the same at the start of every piece");
      const directory = temporaryDirectory();
      const blobs = createDirectoryBlobs({ directory });
      expect(await blobs.put(Readable.from([content]))).toEqual({ digest: digestOf(content), size });
      expect(readFileSync(pathOf(directory, digestOf(content))).equals(content)).toBe(true);
      expect((await buffer(await blobs.get(digestOf(content)))).equals(content)).toBe(true);
    },
  );
});

describe("a large blob, whose parts are hashed side by side", () => {
  const content = Buffer.alloc(20_000_000, "a line that repeats but not at the length of a chunk\n");

  test("has its digest, tells damage, and can be left half read", async () => {
    const directory = temporaryDirectory();
    const blobs = createDirectoryBlobs({ directory, durable: true });
    const { digest, size } = await blobs.put(
      Readable.from([content.subarray(0, 9_000_000), content.subarray(9_000_000)]),
    );
    expect({ digest, size }).toEqual({ digest: digestOf(content), size: content.length });
    expect((await buffer(await blobs.get(digest))).equals(content)).toBe(true);
    for await (const chunk of await blobs.get(digest)) {
      expect(chunk.length).toBeGreaterThan(0);
      break;
    }
    const changed = Buffer.from(content);
    changed[12_345_678] = 0;
    // Pieces that changed places are all there, and yet it is another content.
    const swapped = Buffer.concat([
      content.subarray(8 * mebibyte, 16 * mebibyte),
      content.subarray(0, 8 * mebibyte),
      content.subarray(16 * mebibyte),
    ]);
    const longer = Buffer.concat([content, Buffer.from("more")]);
    for (const damaged of [changed, swapped, longer, content.subarray(0, 16 * mebibyte), content.subarray(0, 1)]) {
      writeFileSync(pathOf(directory, digest), damaged);
      await expect(buffer(await blobs.get(digest))).rejects.toMatchObject({ code: "blob-damaged" });
    }
  });

  test("is not confused with the small one that lists the digests of its parts", async () => {
    const blobs = createDirectoryBlobs({ directory: temporaryDirectory() });
    const { digest } = await blobs.put(Readable.from([content]));
    const parts = [0, 1, 2].map((index) => content.subarray(index * 8 * mebibyte, (index + 1) * 8 * mebibyte));
    const list = Buffer.concat(parts.map((part) => createHash("sha256").update(part).digest()));
    expect(`${(await blobs.put(Readable.from([list]))).digest}-3`).toBe(digest);
    expect((await buffer(await blobs.get(digest))).equals(content)).toBe(true);
  });

  test("leaves nothing when its source fails", async () => {
    const directory = temporaryDirectory();
    async function* failing(): AsyncGenerator<Buffer> {
      yield content;
      throw new Error("the source broke");
    }
    await expect(createDirectoryBlobs({ directory }).put(Readable.from(failing()))).rejects.toThrow("the source broke");
    expect(readdirSync(directory, { recursive: true })).toEqual(["incoming"]);
  });
});

forEachDatabase((createPlace) => {
  describe("pruning", () => {
    test("removes what expired with its blobs, and keeps what is referred to or young", async () => {
      const store = await openTestStore(await createPlace());
      const now = Date.now();
      const put = async (text: string): Promise<string> =>
        (await store.blobs.put(Readable.from([Buffer.from(text)]))).digest;
      const old = async (text: string): Promise<string> => {
        const digest = await put(text);
        utimesSync(pathOf(store.layout.blobs, digest), new Date(now - 2 * hour), new Date(now - 2 * hour));
        return digest;
      };
      const artifact = { executionId: "e1", stage: "build", attempt: 1, size: 1, files: 1, createdAt: now - 3 * hour };
      const [expired, kept, cached, orphan] = [
        await old("expired"),
        await old("kept"),
        await old("cached"),
        await old("orphan"),
      ];
      const young = await put("young");
      const add = store.catalog.addArtifact;
      await add({ ...artifact, id: "a1", instance: "build", name: "old", digest: expired, expiresAt: now - 1 });
      await add({ ...artifact, id: "a2", instance: "lint", name: "new", digest: kept, expiresAt: now + hour });
      const cache = { scope: "repository", size: 1, createdAt: now - 3 * hour, usedAt: now - 3 * hour };
      await store.catalog.putCache({ ...cache, key: "live", digest: cached });
      await store.catalog.putCache({ ...cache, key: "expired", digest: orphan, ttl: hour });
      for (const instance of ["build", "lint"]) {
        await store.catalog.addReusable({
          fingerprint: instance,
          executionId: "e1",
          stage: instance,
          instance,
          outputs: {},
          createdAt: 1,
        });
      }

      expect(await store.prune({ now })).toEqual({ artifacts: 1, caches: 1, blobs: 2, bytes: 13 });
      const present = await Promise.all(
        [expired, kept, cached, orphan, young].map((digest) => store.blobs.has(digest)),
      );
      expect(present).toEqual([false, true, true, false, true]);
      expect((await store.catalog.artifacts("e1")).map(({ id }) => id)).toEqual(["a2"]);
      // Its artifact is gone: the result cannot be taken over any more.
      expect(await store.catalog.findReusable("build")).toBeNull();
      expect(await store.catalog.findReusable("lint")).toMatchObject({ instance: "lint" });
    });

    test("keeps an old blob that is put again", async () => {
      const store = await openTestStore(await createPlace());
      const { digest } = await store.blobs.put(Readable.from([Buffer.from("again")]));
      utimesSync(pathOf(store.layout.blobs, digest), new Date(0), new Date(0));
      await store.blobs.put(Readable.from([Buffer.from("again")]));
      expect(await store.prune()).toMatchObject({ blobs: 0 });
      expect(await store.blobs.has(digest)).toBe(true);
    });
  });
});

import { expect, it } from "vitest";
import { shareBitbucketCloud } from "../support/share-bitbucket-cloud.ts";

const name = { owner: "acme", name: "shop" };
const createdAt = Date.UTC(2026, 0, 1);
const at = shareBitbucketCloud();

function addCache(uuid: string, of: string, key_hash = "k1"): void {
  at.repository.caches.push({
    uuid,
    name: of,
    key_hash,
    path: "node_modules",
    pipeline_uuid: "{p1}",
    file_size_bytes: 1_234,
  });
}

it("are listed with what tells their versions apart, and removed one by one", async () => {
  addCache("{c1}", "node");
  expect(await at.cloud.caches.list(name)).toEqual([
    { id: "{c1}", name: "node", version: "k1", path: "node_modules", run: "{p1}", size: 1_234, createdAt },
  ]);
  await at.cloud.caches.remove(name, "{c1}");
  expect(at.repository.caches).toEqual([]);
});

it("are removed by their name, with all its versions and no other's", async () => {
  addCache("{c1}", "node");
  addCache("{c2}", "node", "k2");
  addCache("{c3}", "node-modules");
  await at.cloud.caches.removeNamed(name, "node");
  expect(at.repository.caches).toMatchObject([{ uuid: "{c3}" }]);
  await expect(at.cloud.caches.removeNamed(name, "node")).rejects.toMatchObject({ code: "forge-not-found" });
});

it("give what is in them, from a second origin, which sees no credentials", async () => {
  at.repository.cacheContents.set("{c3}", Buffer.from("packed"));
  const content = await at.cloud.caches.open(name, "{c3}");
  if (content.kind !== "bytes") throw new Error(content.kind);
  expect(content.length).toBe(6);
  expect(await new Response(ReadableStream.from(content.body)).text()).toBe("packed");
  expect(at.double.askedOfStorage.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  expect(await at.cloud.caches.open(name, "{c4}")).toEqual({ kind: "absent" });
});

it("are not asked for where the host's link is none that may be followed", async () => {
  for (const uri of ["ftp://storage.example/c3", "file:///etc/passwd", "no address"]) {
    at.double.faults.push({ on: /content-uri/, reply: { status: 200, json: { uri } } });
    await expect(at.cloud.caches.open(name, "{c3}")).rejects.toMatchObject({ code: "forge-answer-unreadable" });
  }
});

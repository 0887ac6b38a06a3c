import { afterAll, beforeAll, expect, it } from "vitest";
import { type BitbucketCloud, createBitbucketCloud } from "../../src/index.ts";
import { type BitbucketDouble, startBitbucketDouble } from "../doubles/bitbucket-cloud/start-double.ts";
import { addRepository, type Repository } from "../doubles/bitbucket-cloud/world.ts";
import { leapingClock } from "../support/leaping-clock.ts";

const name = { owner: "acme", name: "shop" };
const createdAt = Date.UTC(2026, 0, 1);
let double: BitbucketDouble;
let cloud: BitbucketCloud;
let shop: Repository;

beforeAll(async () => {
  double = await startBitbucketDouble();
  double.tokens.set("Bearer t0ken", "all");
  shop = addRepository(double.world, "acme/shop");
  const credentials = { kind: "access-token", token: "t0ken" } as const;
  cloud = createBitbucketCloud({ credentials, baseUrl: double.url, allowPrivateHosts: true, clock: leapingClock() });
});
afterAll(async () => {
  cloud.close();
  await double.stop();
  expect(double.violations).toEqual([]);
});

function addCache(uuid: string, of: string, key_hash = "k1"): void {
  shop.caches.push({ uuid, name: of, key_hash, path: "node_modules", pipeline_uuid: "{p1}", file_size_bytes: 1_234 });
}

it("are listed with what tells their versions apart, and removed one by one", async () => {
  addCache("{c1}", "node");
  expect(await cloud.caches.list(name)).toEqual([
    { id: "{c1}", name: "node", version: "k1", path: "node_modules", run: "{p1}", size: 1_234, createdAt },
  ]);
  await cloud.caches.remove(name, "{c1}");
  expect(shop.caches).toEqual([]);
});

it("are removed by their name, with all its versions and no other's", async () => {
  addCache("{c1}", "node");
  addCache("{c2}", "node", "k2");
  addCache("{c3}", "node-modules");
  await cloud.caches.removeNamed(name, "node");
  expect(shop.caches).toMatchObject([{ uuid: "{c3}" }]);
  await expect(cloud.caches.removeNamed(name, "node")).rejects.toMatchObject({ code: "forge-not-found" });
});

it("give what is in them, from a second origin, which sees no credentials", async () => {
  shop.cacheContents.set("{c3}", Buffer.from("packed"));
  const content = await cloud.caches.open(name, "{c3}");
  if (content.kind !== "bytes") throw new Error(content.kind);
  expect(content.length).toBe(6);
  expect(await new Response(ReadableStream.from(content.body)).text()).toBe("packed");
  expect(double.askedOfStorage.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  expect(await cloud.caches.open(name, "{c4}")).toEqual({ kind: "absent" });
});

it("are not asked for where the host's link is none that may be followed", async () => {
  for (const uri of ["ftp://storage.example/c3", "file:///etc/passwd", "no address"]) {
    double.faults.push({ on: /content-uri/, reply: { status: 200, json: { uri } } });
    await expect(cloud.caches.open(name, "{c3}")).rejects.toMatchObject({ code: "forge-answer-unreadable" });
  }
});

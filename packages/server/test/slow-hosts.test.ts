import { afterEach, beforeEach, expect, test } from "vitest";
import {
  addRepository,
  addRun,
  type BitbucketDouble,
  endRun,
  startBitbucketDouble,
} from "../../../test/forges/index.ts";
import { type Client, startServer, type TestServer } from "./start-server.ts";

let slow: BitbucketDouble;
let quick: BitbucketDouble;
let server: TestServer;

beforeEach(async () => {
  [slow, quick] = await Promise.all([startBitbucketDouble(), startBitbucketDouble()]);
  for (const { tokens } of [slow, quick]) tokens.set("Bearer t0ken", "all");
});
afterEach(async () => {
  await Promise.all([slow.stop(), quick.stop()]);
  await server[Symbol.asyncDispose]();
});

/** Has all repositories of a host read; gives the connection's id. */
async function connect(client: Client, { url }: BitbucketDouble): Promise<string> {
  const credentials = { kind: "access-token", token: "t0ken" };
  const connection = { name: "code", kind: "bitbucket-cloud", owner: "acme", baseUrl: url, credentials };
  const { body } = await client.post("/connections", connection);
  expect((await client.post(`/connections/${body.id}/repositories`, { pattern: "*" })).status).toBe(200);
  return body.id;
}

function beSilent(host: BitbucketDouble): void {
  for (let number = 0; number < 20; number++) addRepository(host.world, `acme/silent-${number}`);
  for (let asked = 0; asked < 100; asked++) host.faults.push({ on: /pipelines\?.*pagelen=100/, isSilent: true });
}

test("hosts that never answer hold up nobody else's", async () => {
  server = await startServer({ allowPrivateAddresses: true });
  const connection = await connect(server.owner, slow);
  beSilent(slow);
  await server.owner.post(`/connections/${connection}/repositories`, { pattern: "silent-*" });
  await expect.poll(() => slow.asked.filter(({ path: at }) => at.includes("pipelines?")).length).toBeGreaterThan(1);
  const created_on = new Date().toISOString();
  endRun(addRun(addRepository(quick.world, "acme/shop"), { created_on }), "SUCCESSFUL");
  const outsider = await server.outsider();
  await connect(outsider, quick);
  await expect
    .poll(async () => (await outsider.get("/executions")).body.items.length, { timeout: 15_000, interval: 100 })
    .toBe(1);
});

test("a turn ends, and it is said that it took too long", async () => {
  server = await startServer({ allowPrivateAddresses: true, collectorTurn: 500 });
  addRepository(slow.world, "acme/shop");
  const connection = await connect(server.owner, slow);
  for (let asked = 0; asked < 10; asked++) slow.faults.push({ on: /pipelines\?/, isSilent: true });
  const problems = async () => (await server.owner.get(`/connections/${connection}/collection`)).body.repositories;
  const [{ repositoryId }] = await problems();
  await expect
    .poll(
      async () => {
        await server.app.collector.heardOf(repositoryId);
        return (await problems())[0].problem;
      },
      { timeout: 20_000, interval: 200 },
    )
    .toContain("took longer than 0.5 s");
});

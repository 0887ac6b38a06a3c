import { beforeEach, expect, test } from "vitest";
import { addRepository, addRun, beginRun, endRun } from "../../../test/forges/index.ts";
import type { Client } from "./start-server.ts";
import { bitbucketAt } from "./support/bitbucket-at.ts";

const at = bitbucketAt();

beforeEach(async () => {
  await at.begin();
  endRun(addRun(at.remote, { created_on: "2025-12-31T00:00:00.000Z" }), "SUCCESSFUL");
  await at.watch();
});

/** Requests for the runs of any repository. */
const looks = () => at.bitbucket.asked.filter(({ path }) => path.includes("/pipelines?")).length;

/** What is due now, and nothing else, is looked at. */
async function looksAfter(act: () => Promise<unknown>): Promise<number> {
  const before = looks();
  await act();
  await at.server.app.collector.look();
  return looks() - before;
}

const read = (client: Client = at.server.owner) => client.get(`/repositories/${at.repository}`);

test("a repository that somebody looks at is read at once, and often for a while", async () => {
  at.passTime(20_000);
  expect(await looksAfter(async () => undefined)).toBe(0);
  const run = addRun(at.remote, { created_on: "2026-01-02T00:00:00.000Z" });
  expect(await looksAfter(() => read())).toBe(1);
  endRun(run, "FAILED");
  at.passTime(11_000);
  expect(await looksAfter(async () => undefined)).toBe(1);
  expect((await at.listed())[0]).toMatchObject({ number: 2, outcome: "failed" });
  at.passTime(11_000);
  expect(await looksAfter(async () => undefined)).toBe(1);
  // Nobody looks any more, and nothing ran.
  at.passTime(6 * 60_000);
  await at.server.app.collector.look();
  at.passTime(11_000);
  expect(await looksAfter(async () => undefined)).toBe(0);
});

test("so is that of an execution on the host, whatever of it is read", async () => {
  const [execution] = await at.listed();
  at.passTime(20_000);
  expect(await looksAfter(() => at.server.owner.get(`/executions/${execution.id}`))).toBe(1);
  at.passTime(31_000);
  await at.server.app.collector.look();
  at.passTime(31_000);
  expect(await looksAfter(() => at.server.owner.get(`/executions/${execution.id}/report`))).toBe(1);
});

test("many readers are one look, and write once", async () => {
  const written = async () =>
    (await at.server.app.tables.selectFrom("forge_repositories").select("looked_at").executeTakeFirstOrThrow())
      .looked_at;
  at.passTime(20_000);
  expect(await looksAfter(() => Promise.all(Array.from({ length: 20 }, () => read())))).toBe(1);
  const first = await written();
  at.passTime(15_000);
  await read();
  expect(await written()).toBe(first);
  at.passTime(16_000);
  await read();
  expect(await written()).toBe(Number(first) + 31_000);
});

test("who may not see it hurries nothing", async () => {
  const outsider = await at.server.outsider();
  const runner = await at.server.client({ role: "viewer", scopes: [] });
  at.passTime(20_000);
  const asked = async () => {
    expect((await read(outsider)).status).toBe(404);
    expect((await read(at.server.stranger)).status).toBe(401);
    expect((await read(runner)).status).toBe(403);
  };
  expect(await looksAfter(asked)).toBe(0);
});

test("who opens every page spends no more than is planned", async () => {
  const { owner } = at.server;
  const names = Array.from({ length: 10 }, (_, number) => `many-${number}`);
  for (const name of names) addRepository(at.bitbucket.world, `acme/${name}`);
  const { body } = await owner.post(`/connections/${at.connection}/repositories`, { names });
  await owner.patch(`/connections/${at.connection}`, { requestLimit: 60 });
  await at.server.app.collector.look();
  at.passTime(70 * 60_000);
  await at.server.app.collector.look();
  at.passTime(60_000);
  const openAll = () =>
    Promise.all(body.items.map(({ id }: { readonly id: string }) => owner.get(`/repositories/${id}`)));
  expect(await looksAfter(openAll)).toBeLessThanOrEqual(2);
  const collected = (await owner.get(`/connections/${at.connection}/collection`)).body;
  expect((10 * 3_600) / collected.activeEvery).toBeLessThanOrEqual(60);
});

test("what is heard while a look is under way is seen by the next one, at once", async () => {
  const run = addRun(at.remote, { created_on: "2026-01-02T00:00:00.000Z" });
  beginRun(run);
  at.bitbucket.faults.push({
    on: /pipelines\?/,
    meanwhile: async () => {
      endRun(run, "SUCCESSFUL");
      await at.server.app.collector.heardOf(at.repository);
    },
  });
  at.passTime(15 * 60_000);
  await at.server.app.collector.look();
  at.passTime(5_000);
  await at.server.app.collector.look();
  expect((await at.listed())[0]).toMatchObject({ number: 2, outcome: "success" });
});

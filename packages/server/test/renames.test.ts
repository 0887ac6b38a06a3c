import { describe, expect, test } from "vitest";
import { addRepository, onDataCenter, onGitHub, rename, startDataCenterDouble } from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();
const start = { pipeline: "ci.yml", branch: "main" };

async function watchedAs(connection: string): Promise<{ readonly name: string; readonly problem?: string }> {
  return (await hosts.server.owner.get(`/connections/${connection}/collection`)).body.repositories[0];
}

describe("a repository on GitHub", () => {
  async function watched() {
    const { world } = hosts.github;
    const remote = onGitHub.addRepository(world, `acme/${hosts.name}`);
    const run = onGitHub.addRun(world, remote);
    const connection = await hosts.connect("github");
    return { world, remote, run, connection, repository: await hosts.watch(connection) };
  }

  test("that is renamed or transferred is called by its new name from the next look on, and its runs go on", async () => {
    const { world, remote, run, connection, repository } = await watched();
    const [{ id }] = await hosts.listed(repository);
    for (const to of [`acme/${hosts.name}-new`, `mills/${hosts.name}`]) {
      onGitHub.rename(world, remote, to);
      await hosts.lookLater();
      expect(await watchedAs(connection)).toMatchObject({ name: to });
    }
    onGitHub.endRun(run, "success");
    await hosts.lookLater();
    expect(await hosts.listed(repository)).toMatchObject([{ id, outcome: "success" }]);
    const { body } = await hosts.server.owner.get(`/repositories/${repository}`);
    expect(body.location).toBe(`https://github.com/mills/${hosts.name}.git`);
    hosts.github.asked.length = 0;
    await hosts.lookLater();
    expect(hosts.github.asked.map(({ url }) => url).filter((url) => url?.includes("/repositories/"))).toEqual([]);
  });

  test("whose old name another one has taken is not mistaken for it", async () => {
    const { world, remote, connection, repository } = await watched();
    onGitHub.rename(world, remote, `acme/${hosts.name}-new`);
    const other = onGitHub.addRepository(world, `acme/${hosts.name}`);
    onGitHub.addRun(world, other, { id: 999, run_number: 999 });
    await hosts.lookLater();
    await hosts.lookLater();
    expect((await hosts.listed(repository)).map(({ number }: { readonly number: number }) => number)).toEqual([1]);
    expect(await watchedAs(connection)).toMatchObject({ name: `acme/${hosts.name}-new` });
    expect(await watchedAs(connection)).not.toHaveProperty("problem");
  });

  test("is written to where it is now, before anybody has looked", async () => {
    const { world, remote, repository } = await watched();
    onGitHub.rename(world, remote, `acme/${hosts.name}-new`);
    expect((await hosts.server.owner.post(`/repositories/${repository}/execute`, start)).status).toBe(201);
    expect(remote.runs).toHaveLength(2);
  });

  test("is what a secret is brought to and taken from, not another one that has its old name by now", async () => {
    const { world, remote, connection, repository } = await watched();
    const at = `/repositories/${repository}/host-variables/TOKEN`;
    onGitHub.rename(world, remote, `acme/${hosts.name}-new`);
    const other = onGitHub.addRepository(world, `acme/${hosts.name}`);
    expect((await hosts.server.owner.put(at, { value: "s3cret", secured: true })).status).toBe(200);
    expect([remote.settings.secrets.size, other.settings.secrets.size]).toEqual([1, 0]);
    expect(await watchedAs(connection)).toMatchObject({ name: `acme/${hosts.name}-new` });
    expect((await hosts.server.owner.post(`/repositories/${repository}/webhooks/register`)).status).toBe(201);
    expect([remote.hooks.length, other.hooks.length]).toEqual([1, 0]);
  });

  test("that is gone is said to be so, whatever was asked of it", async () => {
    const { world, remote, repository } = await watched();
    world.repositories.delete(remote.full_name);
    expect((await hosts.server.owner.get(`/repositories/${repository}/host-caches`)).body).toMatchObject({
      detail: expect.stringContaining(`no acme/${hosts.name} any more`),
      mend: expect.any(String),
    });
  });
});

test("what is written to a repository of Bitbucket Cloud that was renamed is written to it by its new name", async () => {
  const remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
  const connection = await hosts.connect("bitbucket-cloud");
  const repository = await hosts.watch(connection);
  const renamed = rename(hosts.bitbucket.world, remote, `acme/${hosts.name}-new`);
  const at = `/repositories/${repository}/host-variables/LEVEL`;
  expect((await hosts.server.owner.put(at, { value: "1" })).status).toBe(200);
  expect(renamed.variables).toMatchObject([{ key: "LEVEL", value: "1" }]);
  expect(await watchedAs(connection)).toMatchObject({ name: `acme/${hosts.name}-new` });
});

test("a repository of a Data Center is followed to another name and another project, by its id", async () => {
  await using double = await startDataCenterDouble();
  const { owner } = hosts.server;
  for (let id = 1; id <= 30; id++)
    onDataCenter.addRepository(double.world, { id, project: "ACME", slug: `other-${id}` });
  const remote = onDataCenter.addRepository(double.world, { id: 77, project: "ACME", slug: "shop", branch: "main" });
  double.world.pageLength = 10;
  const access = { kind: "bitbucket-data-center", owner: "ACME", baseUrl: double.url };
  const credentials = { kind: "access-token", token: "t0ken" };
  const { body: connection } = await owner.post("/connections", { name: `dc-${hosts.name}`, ...access, credentials });
  const chosen = await owner.post(`/connections/${connection.id}/repositories`, { names: ["shop"] });
  const repository = chosen.body.items[0].id;
  const text = "name: ledger\nstages: { build: { steps: ['true'] } }\n";
  const { body: pipeline } = await owner.post("/pipelines", { name: `ledger-${hosts.name}`, repository, text });
  for (const [project, slug] of [
    ["ACME", "store"],
    ["MILLS", "store"],
  ] as const) {
    Object.assign(remote, { project, slug });
    const made = await owner.post(`/repositories/${repository}/required-builds`, { pipelines: [pipeline.id] });
    expect(made).toMatchObject({ status: 201 });
    expect(await watchedAs(connection.id)).toMatchObject({ name: `${project}/${slug}` });
  }
  expect(remote.conditions).toHaveLength(2);
  double.world.repositories.splice(double.world.repositories.indexOf(remote), 1);
  expect((await owner.get(`/repositories/${repository}/required-builds`)).body).toMatchObject({
    detail: expect.stringContaining("MILLS/store"),
  });
  expect(double.violations).toEqual([]);
  await owner.delete(`/connections/${connection.id}`);
});

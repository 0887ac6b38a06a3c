import { describe, expect, test } from "vitest";
import { addRepository, addRun, endRun, onGitHub, rename } from "../../../test/forges/index.ts";
import type { Client } from "./start-server.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();

/** As a custom pipeline of this name. */
const custom = (pattern: string) => ({
  target: {
    type: "pipeline_ref_target",
    ref_type: "branch",
    ref_name: "main",
    commit: { type: "commit", hash: "c".repeat(40) },
    selector: { type: "custom", pattern },
  },
});

async function listed(query = "", client: Client = hosts.server.owner) {
  const { status, body } = await client.get(`/pipelines/on-hosts?${query}`);
  expect({ status, body }).toMatchObject({ status: 200 });
  return body;
}

interface Listed {
  readonly id: string;
  readonly name: string;
  readonly executions: readonly { readonly number: number; readonly outcome?: string }[];
}

const inShort = ({ items }: { readonly items: readonly Listed[] }) =>
  items.map(({ name, executions }) => [name, ...executions.map(({ number, outcome = "?" }) => `${number} ${outcome}`)]);

describe("pipelines of a host of code", () => {
  test("are listed as their runs tell, with the last executions of each, what ran last first", async () => {
    const remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    for (const result of ["SUCCESSFUL", "FAILED"] as const) endRun(addRun(remote), result);
    endRun(addRun(remote, custom("nightly")), "SUCCESSFUL");
    endRun(addRun(remote), "STOPPED");
    const repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
    await hosts.lookLater();
    const of = `repository=${repository}`;
    const all = await listed(of);
    expect(inShort(all)).toEqual([
      [hosts.name, "4 cancelled", "2 failed", "1 success"],
      ["nightly", "3 success"],
    ]);
    expect(all.items[0]).toMatchObject({
      repositoryId: repository,
      host: "bitbucket-cloud",
      lastRunAt: "2026-01-01T00:04:00.000Z",
    });
    const namesOf = ({ items }: { readonly items: readonly Listed[] }) => items.map(({ name }) => name);
    const first = await listed(`${of}&limit=1`);
    expect(namesOf(first)).toEqual([hosts.name]);
    expect(namesOf(await listed(`${of}&limit=1&cursor=${first.nextCursor}`))).toEqual(["nightly"]);
    expect(namesOf(await listed(`${of}&search=NIGHT`))).toEqual(["nightly"]);
  });

  test("stand beside those of the repository that run here, and have their whole history", async () => {
    const remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    for (let run = 0; run < 12; run++) endRun(addRun(remote), "SUCCESSFUL");
    endRun(addRun(remote, custom("nightly")), "FAILED");
    const repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
    await hosts.lookLater();
    const { owner } = hosts.server;
    const { body } = await owner.get(`/repositories/${repository}/pipelines`);
    expect(body.items).toEqual([]);
    expect(body.onHost.map(({ name, executions }: Listed) => [name, executions.length])).toEqual([
      ["nightly", 1],
      [hosts.name, 10],
    ]);
    for (const filter of ["active=false", "archived=true"]) {
      expect((await owner.get(`/repositories/${repository}/pipelines?${filter}`)).body).not.toHaveProperty("onHost");
    }
    const [nightly, usual] = body.onHost;
    const numbersOf = async (path: string) =>
      (await owner.get(path)).body.items.map(({ number }: { number: number }) => number);
    expect(await numbersOf(`/executions?hostPipeline=${nightly.id}`)).toEqual([13]);
    expect(await numbersOf(`/repositories/${repository}/executions?hostPipeline=${usual.id}&limit=11`)).toHaveLength(
      11,
    );
  });

  test("of one name are each repository's own, and go on under a new name of the repository", async () => {
    const site = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
    onGitHub.addRun(hosts.github.world, site);
    const repository = await hosts.watch(await hosts.connect("github"));
    expect(await listed(`repository=${repository}`)).toMatchObject({
      items: [{ name: "ci.yml", host: "github", executions: [{ number: 1, state: "running" }] }],
    });
    const remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    addRun(remote);
    const other = await hosts.server.owner.post("/connections", {
      name: `other-${hosts.name}`,
      kind: "bitbucket-cloud",
      owner: "acme",
      baseUrl: hosts.bitbucket.url,
      credentials: { kind: "access-token", token: "t0ken" },
    });
    const watched = await hosts.watch(other.body.id);
    const [before] = (await listed(`repository=${watched}`)).items;
    expect(before).toMatchObject({ name: hosts.name });
    addRun(rename(hosts.bitbucket.world, remote, `acme/${hosts.name}-renamed`));
    for (let look = 0; look < 2; look++) await hosts.lookLater();
    const after = await listed(`repository=${watched}`);
    expect(after.items).toMatchObject([
      { id: before.id, name: `${hosts.name}-renamed`, executions: [{ number: 2 }, { number: 1 }] },
    ]);
    await hosts.server.owner.delete(`/connections/${other.body.id}`);
  });

  test("of one name are counted for each repository by itself", async () => {
    const { owner } = hosts.server;
    const connection = await hosts.connect("github");
    const names = ["one", "two"].map((each) => `${hosts.name}-${each}`);
    for (const [index, name] of names.entries()) {
      const there = onGitHub.addRepository(hosts.github.world, `acme/${name}`);
      for (let run = 0; run <= index; run++) onGitHub.endRun(onGitHub.addRun(hosts.github.world, there), "success");
    }
    const { body: watched } = await owner.post(`/connections/${connection}/repositories`, { names });
    for (let look = 0; look < 2; look++) await hosts.lookLater();
    const range = "from=2026-01-01T00:00:00.000Z&to=2026-01-03T00:00:00.000Z";
    const { body } = await owner.get(`/analytics?${range}`);
    for (const [index, { id }] of watched.items.entries()) {
      const mine = ({ repositoryId }: { repositoryId: string }) => repositoryId === id;
      expect(body.pipelines.filter(mine)).toMatchObject([{ pipeline: { name: "ci.yml" }, executions: index + 1 }]);
      expect(body.stages.filter(mine)).toMatchObject([{ stage: "build", runs: index + 1 }]);
    }
  });

  test("are shown to nobody who may not see their repository", async () => {
    addRun(addRepository(hosts.bitbucket.world, `acme/${hosts.name}`));
    const repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
    const viewer = await hosts.server.client({ role: "viewer" });
    expect((await listed(`repository=${repository}`, viewer)).items).toHaveLength(1);
    const limit = { user: viewer.userId, scope: "repository", scopeId: repository, role: "none" };
    expect((await hosts.server.owner.put("/role-limits", limit)).status).toBe(200);
    expect((await listed(`repository=${repository}`, viewer)).items).toEqual([]);
    expect((await listed("", await hosts.server.outsider())).items).toEqual([]);
  });
});

import { describe, expect, test } from "vitest";
import { addRepository, addRun, beginRun, endRun, onGitHub, writeLog } from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();

async function find(url: string) {
  return await hosts.server.owner.get(`/executions/find-run?url=${encodeURIComponent(url)}`);
}

async function executionAt(url: string) {
  const { status, body } = await find(url);
  expect({ status, body }).toMatchObject({ status: 200 });
  return (await hosts.server.owner.get(`/executions/${body.executionId}`)).body;
}

describe("a run that has not been read yet is read when its address is asked for", () => {
  test("on Bitbucket, however far back it is", async () => {
    const remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    for (let number = 1; number <= 230; number++) {
      const run = addRun(remote);
      beginRun(run);
      if (number === 101) writeLog(run.steps[0], "compiling\nerror: no such file\n");
      endRun(run, number === 101 ? "FAILED" : "SUCCESSFUL");
    }
    const repository = await hosts.watch(await hosts.connect("bitbucket-cloud", 100));
    const page = `https://bitbucket.org/acme/${hosts.name}/pipelines/results`;
    expect((await hosts.listed(repository)).map(({ number }: { readonly number: number }) => number)).not.toContain(
      101,
    );
    hosts.bitbucket.asked.length = 0;

    const execution = await executionAt(`${page}/101`);
    expect(execution).toMatchObject({ number: 101, state: "ended", outcome: "failed" });
    // A page of a hundred, found by the number alone; and what is in the run.
    expect(hosts.bitbucket.asked.filter(({ path }) => path.includes("sort=created_on"))).toHaveLength(1);
    const { body } = await hosts.server.owner.get(`/executions/${execution.id}/logs`);
    expect(JSON.stringify(body)).toContain("error: no such file");

    // It is the same when history comes to it.
    hosts.bitbucket.asked.length = 0;
    expect((await executionAt(`${page}/101/steps/%7B1%7D`)).id).toBe(execution.id);
    expect(hosts.bitbucket.asked).toEqual([]);
  });

  test("on Bitbucket, while it runs; it is followed then", async () => {
    const remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    await hosts.watch(await hosts.connect("bitbucket-cloud"));
    const run = addRun(remote);
    beginRun(run);
    const page = `https://bitbucket.org/acme/${hosts.name}/pipelines/results`;
    const { id } = await executionAt(`${page}/1`);
    endRun(run, "SUCCESSFUL");
    hosts.advance(60_000);
    await hosts.server.app.collector.look();
    expect((await hosts.server.owner.get(`/executions/${id}`)).body).toMatchObject({ outcome: "success" });
  });

  test("on GitHub, where a page without an attempt is that of the last one", async () => {
    const remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
    await hosts.watch(await hosts.connect("github"));
    const run = onGitHub.addRun(hosts.github.world, remote);
    onGitHub.endRun(run, "failure");
    onGitHub.rerun(hosts.github.world, run, () => true);
    onGitHub.endRun(run, "success");
    const page = `https://github.com/acme/${hosts.name}/actions/runs/${run.id}`;
    const last = await executionAt(page);
    expect(last).toMatchObject({ outcome: "success" });
    const first = await executionAt(`${page}/attempts/1`);
    expect(first).toMatchObject({ outcome: "failed" });
    expect((await executionAt(`${page}/attempts/2`)).id).toBe(last.id);
  });
});

test("a run that its host does not have, or does not give, is said", async () => {
  addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
  await hosts.watch(await hosts.connect("bitbucket-cloud"));
  const page = `https://bitbucket.org/acme/${hosts.name}/pipelines/results`;
  expect(await find(`${page}/7`)).toMatchObject({
    status: 404,
    body: { detail: expect.stringContaining("no such run") },
  });
  hosts.bitbucket.faults.push({ on: /sort=created_on/, reply: { status: 403, json: { type: "error" } } });
  const refused = await find(`${page}/7`);
  expect(refused.status).not.toBe(404);
  expect(refused.body.code).toMatch(/^forge-/);
});

import { beforeEach, expect, test } from "vitest";
import { addDeployment, addRun, beginRun, endRun, type Run } from "../../../test/forges/index.ts";
import { bitbucketAt } from "./support/bitbucket-at.ts";

// What Bitbucket's steps deploy, as deployments of executions.
const at = bitbucketAt();
beforeEach(() => at.begin());

const environments = async () => (await at.server.owner.get(`/repositories/${at.repository}/environments`)).body.items;
const deployments = async (environment: string) =>
  (await at.server.owner.get(`/environments/${environment}/deployments`)).body.items;
const askedForDeployments = () => at.bitbucket.asked.filter(({ path }) => /\/deployments\?/.test(path));

function deploy(name: string): Run {
  const run = addRun(at.remote);
  addDeployment(at.remote, run, name);
  beginRun(run);
  return run;
}

test("what a run deploys stands in the environment's history from its beginning to its end, and is what stands there", async () => {
  endRun(deploy("Production"), "SUCCESSFUL");
  const run = deploy("Production");
  await at.watch();
  const [environment] = await environments();
  expect(environment).toMatchObject({ name: "Production" });
  const [{ id: second }, { id: first }] = await at.listed();
  expect(await deployments(environment.id)).toMatchObject([
    { executionId: second, stage: "Build", commit: `${"0".repeat(39)}2`, current: false },
    { executionId: first, outcome: "success", current: true },
  ]);
  const asked = askedForDeployments().length;
  endRun(run, "FAILED");
  await at.lookLater();
  expect(await deployments(environment.id)).toMatchObject([
    { executionId: second, outcome: "failed", current: false, finishedAt: expect.any(String) },
    { executionId: first, current: true },
  ]);
  const { body } = await at.server.owner.get(`/executions/${second}`);
  expect(body.stages).toMatchObject([{ stage: "Build", environment: "Production" }]);
  // What a stage deploys to was known with its beginning.
  expect(askedForDeployments()).toHaveLength(asked);
});

test("what a host deployed is not brought back by running nothing here, which is said", async () => {
  endRun(deploy("Production"), "SUCCESSFUL");
  endRun(deploy("Production"), "SUCCESSFUL");
  await at.watch();
  const [environment] = await environments();
  const [, { id: first }] = await at.listed();
  expect(await at.server.owner.post(`/environments/${environment.id}/rollback`, {})).toMatchObject({
    status: 409,
    body: { mend: expect.stringContaining(first) },
  });
});

test("many runs of one turn share what is asked of deployments, and runs that deploy nothing make no environment", async () => {
  for (let number = 0; number < 10; number++) {
    const run = addRun(at.remote);
    beginRun(run);
    endRun(run, "SUCCESSFUL");
  }
  await at.watch();
  expect(await at.listed()).toHaveLength(10);
  expect(askedForDeployments().length).toBeLessThanOrEqual(1 + 1);
  expect(await environments()).toEqual([]);
});

test("an organization whose stages make no environments gets none from a host either", async () => {
  const settings = "/environment-settings";
  const { body: before } = await at.server.owner.get(settings);
  expect(before).toMatchObject({ createOnFirstUse: true });
  expect((await at.server.owner.put(settings, { createOnFirstUse: false })).status).toBe(200);
  endRun(deploy("Production"), "SUCCESSFUL");
  await at.watch();
  expect(await at.listed()).toMatchObject([{ outcome: "success" }]);
  expect(await environments()).toEqual([]);
  await at.server.owner.put(settings, before);
});

test("deployments that cannot be read keep no run from being read", async () => {
  endRun(deploy("Production"), "SUCCESSFUL");
  at.bitbucket.faults.push({ on: /\/deployments/, reply: { status: 200, json: { values: 7 } } });
  await at.watch();
  expect(await at.listed()).toMatchObject([{ outcome: "success" }]);
  expect(await environments()).toEqual([]);
});

import { expect, test } from "vitest";
import { onGitHub } from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();

test("what a job of GitHub deploys stands in the environment's history, and what others told of the commit does not", async () => {
  const remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  const run = onGitHub.addRun(hosts.github.world, remote);
  const [job] = onGitHub.lastAttempt(run).jobs;
  const told = (environment: string, log_url: string) => {
    const id = remote.deployments.length + 1;
    const states = [{ state: "in_progress", description: "", log_url }];
    remote.deployments.push({ id, body: { ref: run.head_sha, environment }, states });
  };
  const runs = `https://github.com/acme/${hosts.name}/actions/runs`;
  told("production", `${runs}/${run.id}/job/${job?.id}`);
  told("staging", `${runs}/999/job/7`);
  told("preview", "https://ci.example.org/executions/1");
  onGitHub.endRun(run, "success");
  const repository = await hosts.watch(await hosts.connect("github"));
  const [{ id }] = await hosts.listed(repository);
  const { body } = await hosts.server.owner.get(`/repositories/${repository}/environments`);
  expect(body.items).toMatchObject([{ name: "production" }]);
  const deployments = await hosts.server.owner.get(`/environments/${body.items[0].id}/deployments`);
  expect(deployments.body.items).toMatchObject([
    { executionId: id, stage: "build", commit: run.head_sha, outcome: "success", current: true },
  ]);
});

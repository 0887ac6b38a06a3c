import { beforeEach, expect, test } from "vitest";
import { addRepository, commitTo, onGitHub } from "../../../test/forges/index.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();
let remote: ReturnType<typeof onGitHub.addRepository>;

const file = `
on:
  push:
  workflow_dispatch:
    inputs:
      LEVEL: { type: choice, options: [low, high], required: true, description: How loud }
`;

beforeEach(() => {
  remote = onGitHub.addRepository(hosts.github.world, `acme/${hosts.name}`);
  commitTo(remote.tree, "trunk", { path: ".github/workflows/ci.yml", text: file });
});

test("workflows of GitHub are listed, switched, and got with their inputs and runs", async () => {
  remote.workflows.push({ id: 2, name: "Nightly", file: "nightly.yml", state: "disabled_inactivity" });
  onGitHub.endRun(onGitHub.addRun(hosts.github.world, remote), "success");
  const { owner } = hosts.server;
  const repository = await hosts.watch(await hosts.connect("github"));
  const at = `/repositories/${repository}/host-workflows`;
  expect((await owner.get(at)).body.items).toMatchObject([
    { id: "1", name: "CI", enabled: true, state: "active" },
    { id: "2", name: "Nightly", enabled: false, state: "disabled_inactivity" },
  ]);
  const [execution] = await hosts.listed(repository);
  expect((await owner.get(`${at}/ci.yml`)).body).toMatchObject({
    path: ".github/workflows/ci.yml",
    startable: "yes",
    inputs: [{ name: "LEVEL", type: "choice", required: true, options: ["low", "high"], description: "How loud" }],
    runs: [{ number: 1, state: "success", branch: "main", execution: execution.id }],
  });
  // It is in no file that could be read.
  expect((await owner.get(`${at}/2`)).body).toMatchObject({ startable: "unknown", inputs: [], runs: [] });

  const viewer = await hosts.server.client({ role: "viewer" });
  expect((await viewer.patch(`${at}/ci.yml`, { enabled: false })).status).toBe(403);
  expect((await owner.patch(`${at}/ci.yml`, { enabled: false })).body).toMatchObject({ state: "disabled_manually" });
  const start = () => owner.post(`/repositories/${repository}/execute`, { pipeline: "ci.yml", branch: "main" });
  expect(await start()).toMatchObject({ status: 422, body: { detail: expect.stringContaining("disabled") } });
  expect((await owner.patch(`${at}/1`, { enabled: true })).body).toMatchObject({ enabled: true });
  expect((await start()).status).toBe(201);
  const { body: audit } = await owner.get("/audit?operation=repositories.switch-host-workflow");
  expect(audit.items).toHaveLength(3);
});

test("what has no workflows says why", async () => {
  addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
  const repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
  for (const path of ["", "/ci.yml"]) {
    expect((await hosts.server.owner.get(`/repositories/${repository}/host-workflows${path}`)).body).toMatchObject({
      code: "not-supported",
      detail: expect.stringContaining("bitbucket-pipelines.yml"),
    });
  }
});

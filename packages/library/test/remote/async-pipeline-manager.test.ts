import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from "vitest";
import { type GitHubDouble, onGitHub, startGitHubDouble } from "../../../../test/forges/index.ts";
import { AsyncPipelineManager } from "../../src/index.ts";

const shop = { repoOwner: "acme", repoName: "shop" };
let double: GitHubDouble;
let repository: onGitHub.Repository;
let manager: AsyncPipelineManager;

beforeAll(async () => {
  double = await startGitHubDouble();
});
afterAll(() => double[Symbol.asyncDispose]());
beforeEach(() => {
  double.reset();
  repository = onGitHub.addRepository(double.world, "acme/shop");
  manager = new AsyncPipelineManager({ baseUrl: double.url, apiToken: "t0ken", allowPrivateHosts: true });
});
afterEach(() => {
  vi.unstubAllEnvs();
  expect(double.violations).toEqual([]);
});

test("a workflow is started with its inputs, asked about, cancelled and seen to its end", async () => {
  const started = await manager.asyncTriggerPipeline({
    ...shop,
    pipelineName: "deploy",
    workflowId: "ci.yml",
    ref: "next",
    inputs: { level: "2" },
  });
  expect(started).toMatchObject({ runId: "1", status: "RUNNING", error: null, run: { branch: "next", attempt: 1 } });
  expect(repository.inputs.get(1)).toEqual({ level: "2" });
  const byRun = await manager.asyncGetPipelineStatus({ ...shop, runId: 1 });
  expect(byRun).toEqual(await manager.asyncGetPipelineStatus({ ...shop, workflowId: "ci.yml" }));
  expect(byRun.run?.url).toBe("https://github.com/acme/shop/actions/runs/1");
  expect(await manager.asyncCancelPipeline({ ...shop, runId: 1 })).toMatchObject({ status: "CANCELLED", error: null });
  expect((await manager.asyncCancelPipeline({ ...shop, runId: 1 })).error).toBe("run 1 has ended already");
  expect(await manager.asyncWaitForCompletion({ ...shop, runId: 1 })).toMatchObject({
    status: "CANCELLED",
    error: null,
  });
});

test("waiting outlasts an outage and half an answer, and ends with the run", async () => {
  const run = onGitHub.addRun(double.world, repository);
  double.faults.push({ on: /runs\/1$/, reply: { status: 200, bytes: '{"id": 1, "run_n' } });
  double.faults.push({ on: /runs\/1$/, reply: { status: 500, json: {} } });
  const waiting = manager.asyncWaitForCompletion({ ...shop, runId: "1", pollInterval: 0.01, timeout: 60 });
  await vi.waitUntil(() => double.faults.length === 0, { timeout: 20_000 });
  onGitHub.endRun(run, "failure");
  expect(await waiting).toMatchObject({ runId: "1", status: "FAILURE", run: { state: "failure" }, error: null });
});

test("waiting says how a run stands when the time is over, and gives up where a token is revoked", async () => {
  onGitHub.addRun(double.world, repository);
  const late = await manager.asyncWaitForCompletion({ ...shop, runId: 1, pollInterval: 0.01, timeout: 0.02 });
  expect(late).toMatchObject({ status: "RUNNING", error: "run 1 did not end within 0.02 seconds" });
  double.tokens.clear();
  const refused = await manager.asyncWaitForCompletion({ ...shop, runId: 1, timeout: 60 });
  expect(refused).toMatchObject({ status: null, error: expect.stringContaining("401") });
});

test("runs are listed by workflow, status and branch", async () => {
  repository.workflows.push({ id: 2, name: "Deploy", file: "deploy.yml", state: "active" });
  onGitHub.endRun(onGitHub.addRun(double.world, repository), "failure");
  onGitHub.addRun(double.world, repository, { head_branch: "next", workflow: "deploy.yml" });
  const idsOf = async (filter: Partial<Parameters<AsyncPipelineManager["asyncGetWorkflowRuns"]>[0]>) =>
    (await manager.asyncGetWorkflowRuns({ ...shop, ...filter })).runs.map(({ id }) => id);
  expect(await idsOf({})).toEqual(["2", "1"]);
  expect(await idsOf({ workflowId: "deploy.yml" })).toEqual(["2"]);
  expect(await idsOf({ status: "FAILURE" })).toEqual(["1"]);
  expect(await idsOf({ branch: "next", status: "RUNNING" })).toEqual(["2"]);
});

test("the address and the token come from the environment, and what goes wrong is told, not thrown", async () => {
  const plain = new AsyncPipelineManager({ allowPrivateHosts: true });
  vi.stubEnv("CI_CD_API_TOKEN", "");
  expect((await plain.asyncGetWorkflowRuns(shop)).error).toContain("CI_CD_API_TOKEN");
  vi.stubEnv("CI_CD_API_TOKEN", "t0ken");
  vi.stubEnv("CI_CD_API_URL", double.url);
  expect(await plain.asyncGetWorkflowRuns(shop)).toMatchObject({ error: null, runs: [] });
  expect((await plain.asyncGetPipelineStatus({ ...shop, runId: 7 })).error).toContain("404");
  expect((await plain.asyncGetPipelineStatus(shop)).error).toContain("give runId or workflowId");
  expect((await plain.asyncTriggerPipeline({ ...shop, workflowId: "../../x" })).error).toContain("404");
  double.tokens.set("t0ken", []);
  expect((await plain.asyncCancelPipeline({ ...shop, runId: 1 })).error).toContain("403");
  vi.stubEnv("CI_CD_API_URL", "not a url");
  expect((await plain.asyncGetWorkflowRuns(shop)).error).toContain("base URL");
});

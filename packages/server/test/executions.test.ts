import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  activePipeline,
  addRepository,
  createGate,
  createProject,
  endOf,
  type Project,
  runInline,
  stateOf,
  until,
} from "./executions.ts";
import { type Client, startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";
import { createWorkTree } from "./work-tree.ts";

let server: TestServer;
let project: Project;
share(
  async () => {
    server = await startServer();
    project = await createProject(server.owner);
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
);

const twoStages = `
name: shop
parameters: { greeting: { type: string, default: hello } }
stages:
  build:
    category: build
    steps: [{ run: 'cat data.txt && echo "$GREETING" && echo "value=42" >> "$HEADRACE_OUTPUT"', id: make }]
    variables: { GREETING: '\${{ params.greeting }}' }
    outputs: { value: '\${{ steps.make.outputs.value }}' }
  test:
    category: test
    needs: [build]
    variables: { VALUE: '\${{ needs.build.outputs.value }}' }
    steps: ['test "$VALUE" = 42']
`;

describe("running a definition that is not saved", () => {
  test("runs its stages in order and gives them with their outcomes", async () => {
    const started = await runInline(server.owner, project, { text: twoStages, parameters: { greeting: "ahoy" } });
    const { id: executionId } = started.body;
    const url = `http://localhost:4400/executions/${executionId}`;
    expect(started).toMatchObject({ status: 201, body: { id: executionId, number: 1, state: "running", url } });
    expect(await endOf(server.owner, executionId)).toMatchObject({
      state: "ended",
      phase: "SUCCESS",
      outcome: "success",
      exitCode: 0,
      event: "manual",
      pipeline: { name: "shop" },
      triggeredBy: { kind: "token", name: "test" },
      parameters: { greeting: "ahoy" },
      stages: [
        { stage: "build", category: "build", needs: [], outcome: "success", attempt: 1 },
        { stage: "test", category: "test", needs: ["build"], outcome: "success" },
      ],
    });
    await using log = await server.app.runs.logs.open(executionId);
    expect((await log?.read({ from: 1, limit: 100 }))?.map(({ line, stage, text }) => [line, stage, text])).toEqual([
      [1, "build", "from the repository"],
      [2, "build", "ahoy"],
    ]);
    const listed = await server.owner.get("/executions?outcome=success&limit=1");
    expect(listed.body.items).toMatchObject([{ id: executionId, phase: "SUCCESS" }]);
  });

  test("a definition with mistakes is refused with all of them and their places", async () => {
    const refused = await runInline(server.owner, project, {
      text: "name: broken\nstages:\n  build:\n    step: [echo]\n  test:\n    needs: [biuld]\n    steps: [echo]\n",
    });
    expect(refused).toMatchObject({ status: 422, body: { code: "invalid-definition" } });
    expect(refused.body.diagnostics).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ code: "unknown-key", range: expect.objectContaining({}) }),
        expect.objectContaining({ mend: expect.stringContaining("build") }),
      ]),
    );
    const missing = await runInline(server.owner, project, {
      text: "name: x\nparameters: { target: { type: choice, options: [a, b] } }\nstages: { s: { steps: [echo] } }\n",
      parameters: { target: "c" },
    });
    expect(missing).toMatchObject({ status: 422, body: { code: "invalid-definition" } });
    expect((await server.owner.get("/executions?state=queued")).body.items).toEqual([]);
  });

  test("needs a permission of its own, and belongs to one organization", async () => {
    const developer = await server.client({ role: "developer" });
    expect((await runInline(developer, project, { text: twoStages })).status).toBe(403);
    const outsider = await server.outsider();
    expect((await runInline(outsider, project, { text: twoStages })).status).toBe(404);
    const { id } = (await runInline(server.owner, project, { text: twoStages })).body;
    await endOf(server.owner, id);
    expect((await outsider.get(`/executions/${id}`)).status).toBe(404);
    expect((await outsider.post(`/executions/${id}/cancel`)).status).toBe(404);
    expect((await outsider.get("/executions")).body.items).toEqual([]);
    const viewer = await server.client({ role: "viewer" });
    expect((await viewer.get(`/executions/${id}`)).status).toBe(200);
    expect((await viewer.post(`/executions/${id}/rerun`)).status).toBe(403);
    const mine = async (client: Client) =>
      (await client.get("/executions?mine=true")).body.items.some((each: { readonly id: string }) => each.id === id);
    expect(await Promise.all([server.owner, viewer, await server.member(server.owner.userId)].map(mine))).toEqual([
      true,
      false,
      true,
    ]);
  });

  test("the commit is found from its branch, and a commit of another branch is refused", async () => {
    await using tree = await createWorkTree({ "data.txt": "first" });
    const first = await tree.commit({ "one.txt": "one" });
    const second = await tree.commit({ "two.txt": "two" });
    await tree.git("branch", "older", first);
    const repository = {
      repositoryId: await addRepository(server.owner, `with history ${randomUUID()}`, tree.directory),
    };
    const text = "name: files\nstages: { show: { steps: [ls] } }\n";
    const old = await runInline(server.owner, repository, { text, branch: "older" });
    expect(await endOf(server.owner, old.body.id)).toMatchObject({ commit: first, branch: "older" });
    const latest = await server.owner.get("/executions/latest?branch=older");
    expect(latest.body).toMatchObject({ id: old.body.id, branch: "older" });
    const never = await server.owner.get("/executions/latest?branch=never");
    expect(never).toMatchObject({ status: 404, body: { detail: 'there is no execution "latest of never"' } });
    const stray = await runInline(server.owner, repository, { text, branch: "older", commit: second });
    expect(stray).toMatchObject({ status: 400, body: { faults: [{ path: "commit" }] } });
    const none = await runInline(server.owner, repository, { text, branch: "nowhere" });
    expect(none).toMatchObject({ status: 400, body: { code: "invalid-input" } });
    await using log = await server.app.runs.logs.open(old.body.id);
    expect((await log?.read({ from: 1, limit: 10 }))?.map(({ text: name }) => name)).toEqual(["data.txt", "one.txt"]);
  });
});

describe("what an execution may do at once", () => {
  const text = `
name: wide
stages:
  each:
    matrix: { axes: { part: [1, 2, 3, 4, 5] } }
    steps: ['echo "$HEADRACE_EXECUTION_URL"']
`;

  test("is the server's setting, less where the organization says so, and a stage knows where people see it", async () => {
    await using small = await startServer({ stagesPerExecution: 4, publicUrl: "https://ci.example.org" });
    const mine = await createProject(small.owner);
    const atOnce = async (): Promise<number> => {
      const { body } = await runInline(small.owner, mine, { text });
      expect(await endOf(small.owner, body.id)).toMatchObject({ outcome: "success" });
      const { items } = (await small.owner.get(`/executions/${body.id}/logs`)).body;
      expect(new Set(items.map((line: { readonly text: string }) => line.text))).toEqual(
        new Set([`https://ci.example.org/executions/${body.id}`]),
      );
      return (await small.owner.get(`/executions/${body.id}/record`)).body.plan.concurrency;
    };
    expect(await atOnce()).toBe(4);
    await small.owner.patch("/organization/limits", { stagesPerExecution: 2 });
    expect(await atOnce()).toBe(2);
    await small.owner.patch("/organization/limits", { stagesPerExecution: 100 });
    expect(await atOnce()).toBe(4);
    await mine.remove();
  });
});

describe("cancelling", () => {
  test("lets cleanup run, and says who and why", async () => {
    await using gate = await createGate();
    const { body } = await runInline(server.owner, project, {
      text: `
name: slow
stages:
  wait: { steps: ['${gate.wait}'], afterSteps: [echo cleaned] }
  always: { needs: [wait], when: '\${{ always() }}', steps: [echo always] }
  never: { needs: [wait], steps: [echo never] }
`,
    });
    await until(async () => (await stateOf(server.owner, body.id, "wait")) === "running" || undefined);
    expect((await server.owner.post(`/executions/${body.id}/cancel`)).status).toBe(202);
    expect(await endOf(server.owner, body.id)).toMatchObject({
      outcome: "cancelled",
      phase: "CANCELLED",
      cancelReason: "requested",
      cancelledBy: { kind: "token" },
      stages: [
        { stage: "wait", outcome: "cancelled" },
        { stage: "always", outcome: "success" },
        { stage: "never", outcome: "skipped" },
      ],
    });
    const again = await server.owner.post(`/executions/${body.id}/cancel`);
    expect(again).toMatchObject({ status: 409, body: { code: "already-ended" } });
  });
});

describe("running again", () => {
  test("only what failed, with changed parameters, keeps what succeeded", async () => {
    const text = `
name: flaky
parameters: { outcome: { type: string, default: '1' } }
stages:
  build: { steps: ['echo "made=yes" >> "$HEADRACE_OUTPUT"'], outputs: { made: '\${{ steps.x.outputs.made }}' } }
  test: { needs: [build], variables: { CODE: '\${{ params.outcome }}' }, steps: ['exit "$CODE"'] }
`
      .replace("steps: ['echo", "steps: [{ id: x, run: 'echo")
      .replace("HEADRACE_OUTPUT\"']", "HEADRACE_OUTPUT\"' }]");
    const first = await runInline(server.owner, project, { text });
    expect(await endOf(server.owner, first.body.id)).toMatchObject({ outcome: "failed", phase: "FAILED" });
    const rerun = await server.owner.post(`/executions/${first.body.id}/rerun`, {
      part: "failed",
      parameters: { outcome: 0 },
    });
    expect(rerun.status).toBe(201);
    expect(await endOf(server.owner, rerun.body.id)).toMatchObject({
      outcome: "success",
      rerunOf: first.body.id,
      parameters: { outcome: "0" },
      stages: [
        { stage: "build", reused: true, attempt: 0 },
        { stage: "test", reused: false, outcome: "success" },
      ],
    });
    const from = await server.owner.post(`/executions/${first.body.id}/rerun`, {
      part: "from",
      stage: "nope",
    });
    expect(from).toMatchObject({ status: 404 });
    expect(await server.owner.post(`/executions/${first.body.id}/rerun`, { part: "from" })).toMatchObject({
      status: 400,
    });
  });

  test("is refused while it has not ended", async () => {
    await using gate = await createGate();
    const { body } = await runInline(server.owner, project, {
      text: `name: slow\nstages: { wait: { steps: ['${gate.wait}'] } }\n`,
    });
    expect((await server.owner.post(`/executions/${body.id}/rerun`)).status).toBe(409);
    await gate.open();
    expect(await endOf(server.owner, body.id)).toMatchObject({ outcome: "success" });
  });
});

describe("concurrency groups", () => {
  const grouped = (script: string, more = ""): string =>
    `name: deploy\nconcurrency: { group: 'deploy-\${{ git.branch }}', limit: 1${more} }\nstages: { s: { steps: ['${script}'] } }\n`;

  test("one runs, the next waits and says for which, and then runs", async () => {
    await using gate = await createGate();
    const first = await runInline(server.owner, project, { text: grouped(gate.wait) });
    const second = await runInline(server.owner, project, { text: grouped("true") });
    expect([first.body.state, second.body.state]).toEqual(["running", "queued"]);
    const why = await server.owner.get(`/executions/${second.body.id}/why-queued`);
    expect(why.body).toMatchObject({
      why: { kind: "concurrency-group", group: "deploy-", limit: 1, waitsFor: [first.body.id] },
    });
    expect((await server.owner.get("/executions?state=queued")).body.items).toMatchObject([
      { id: second.body.id, phase: "PLANNED" },
    ]);
    await gate.open();
    expect(await endOf(server.owner, second.body.id)).toMatchObject({ outcome: "success" });
    const after = await server.owner.get(`/executions/${second.body.id}/why-queued`);
    expect(after.body.why).toBeUndefined();
  });

  test("a newer one takes the place of what runs and of what waits", async () => {
    await using gate = await createGate();
    const first = await runInline(server.owner, project, { text: grouped(gate.wait) });
    const second = await runInline(server.owner, project, { text: grouped("echo second") });
    await until(async () => (await stateOf(server.owner, first.body.id, "s")) === "running" || undefined);
    const third = await runInline(server.owner, project, { text: grouped("true", ", cancelInProgress: true") });
    const superseded = { outcome: "cancelled", cancelReason: "superseded" };
    expect(await endOf(server.owner, first.body.id)).toMatchObject(superseded);
    expect(await endOf(server.owner, second.body.id)).toMatchObject({
      ...superseded,
      stages: [{ outcome: "skipped", attempt: 0 }],
    });
    expect(await endOf(server.owner, third.body.id)).toMatchObject({ outcome: "success" });
  });

  test("one that waits can be cancelled, and never runs", async () => {
    await using gate = await createGate();
    const first = await runInline(server.owner, project, { text: grouped(gate.wait) });
    const second = await runInline(server.owner, project, { text: grouped("true") });
    expect((await server.owner.post(`/executions/${second.body.id}/cancel`)).status).toBe(202);
    expect(await endOf(server.owner, second.body.id)).toMatchObject({
      outcome: "cancelled",
      stages: [{ attempt: 0, outcome: "skipped" }],
    });
    await gate.open();
    expect(await endOf(server.owner, first.body.id)).toMatchObject({ outcome: "success" });
  });
});

describe("chaining", () => {
  async function pipeline(name: string, text: string): Promise<string> {
    const { repositoryId: repository } = await createProject(server.owner, `of ${name}`);
    return await activePipeline(server.owner, { name, repository, text });
  }

  const executionsOf = async (pipelineId: string) =>
    (await server.owner.get(`/pipelines/${pipelineId}/executions`)).body.items;

  test("starts what names the one that ended, by its outcome, and never goes round", async () => {
    const own = randomUUID();
    const chained = async (name: string, after: string) =>
      await pipeline(
        `${name} ${own}`,
        `name: ${name} ${own}\ntriggers: { pipeline: [{ pipeline: ${after} }] }\nstages: { build: { steps: ['true'] } }\n`,
      );
    const library = await chained("library", `application ${own}`);
    const application = await chained("application", `library ${own}, on: [success]`);
    const onFailure = await chained("alarm", `library ${own}, on: [failure]`);
    const started = await server.owner.post(`/pipelines/${library}/execute`, {});
    const [downstream] = await until(async () => {
      const found = await executionsOf(application);
      return found.length > 0 ? found : undefined;
    });
    expect(downstream).toMatchObject({
      event: "pipeline",
      upstream: started.body.id,
      triggeredBy: { kind: "pipeline", name: `library ${own}` },
    });
    await endOf(server.owner, downstream.id);
    const audit = await until(async () => {
      const rows = await server.app.tables
        .selectFrom("audit_log")
        .selectAll()
        .where("operation", "=", "pipelines.chain")
        .where("target_id", "=", library)
        .execute();
      return rows.length > 0 ? rows : undefined;
    });
    expect(audit).toMatchObject([{ outcome: "refused" }]);
    expect(await executionsOf(library)).toHaveLength(1);
    expect(await executionsOf(onFailure)).toEqual([]);
    const latest = await server.owner.get(`/executions/latest?pipeline=${application}`);
    expect(latest.body).toMatchObject({ id: downstream.id, stages: [{ stage: "build" }] });
  });
});

import { expect, test } from "vitest";
import { activePipeline, createGate, endOf } from "./executions.ts";
import { type Answer, startServer, type TestServer } from "./start-server.ts";
import { createWebhook, githubPush, sendDelivery, type TestWebhook, workedOn } from "./support/send-delivery.ts";
import { share } from "./support/share.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

const clock = { ahead: 0, now: () => Date.now() + clock.ahead };
const text = `
name: shop
parameters: { target: { type: string, default: staging } }
triggers: { push: {}, pipeline: [{ pipeline: upstream, on: [success] }] }
stages: { test: { variables: { TARGET: '\${{ params.target }}' }, steps: ['echo "$TARGET $REGION"'] } }
`;

let server: TestServer;
let tree: WorkTree;
let repositoryId: string;
let pipelineId: string;
let hook: TestWebhook;

share(
  async () => {
    server = await startServer({ clock });
    tree = await createWorkTree({ "headrace.yml": text });
    await tree.git("branch", "topic");
    repositoryId = (await server.owner.post("/repositories", { name: "shop", location: tree.directory })).body.id;
    pipelineId = await create("shop", text);
    hook = await createWebhook(server, repositoryId, "github");
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await tree[Symbol.asyncDispose]();
  },
);

async function create(name: string, definition: string, channel = "default"): Promise<string> {
  return await activePipeline(server.owner, { name, channel, repository: repositoryId, text: definition });
}

function set(settings: unknown, pipeline = pipelineId): Promise<Answer> {
  return server.owner.patch(`/pipelines/${pipeline}`, { settings });
}

async function push(branch: string): Promise<Answer["body"]> {
  const after = await tree.git("rev-parse", branch);
  const payload = githubPush(branch, "0".repeat(40), after);
  const sent = await sendDelivery(server, hook, { event: "push", payload });
  const { result } = await workedOn(server, sent.body.delivery);
  return result.events[0].pipelines.find(({ pipelineId: id }: { readonly pipelineId: string }) => id === pipelineId);
}

async function run(request: unknown = {}, pipeline = pipelineId): Promise<Answer["body"]> {
  const { status, body } = await server.owner.post(`/pipelines/${pipeline}/execute`, request);
  expect(status).toBe(201);
  return body;
}

test("what is named changes, and the rest stays", async () => {
  expect(await set({ priority: 5, branches: ["main"] })).toMatchObject({ status: 200 });
  const { body } = await set({ priority: 0, branches: [] });
  expect(body.settings).toEqual({
    paused: false,
    branches: [],
    priority: 0,
    timeoutMs: null,
    concurrency: null,
    parameters: {},
    variables: {},
  });
  for (const wrong of [{ pause: true }, { timeoutMs: 5 }, { branches: [""] }, { concurrency: { limit: 0 } }]) {
    expect((await set(wrong)).status).toBe(400);
  }
});

test("nothing starts a paused pipeline by itself, and people still do", async () => {
  await set({ paused: true });
  expect(await push("main")).toMatchObject({ outcome: "not-started", reason: "The pipeline is paused." });
  const plan = await server.owner.post(`/pipelines/${pipelineId}/plan`, { event: "push", branch: "main" });
  expect(plan.body.trigger).toEqual({ matches: false, reason: "The pipeline is paused." });
  const made = await server.owner.post(`/pipelines/${pipelineId}/schedules`, { cron: "0 3 * * *" });
  clock.ahead += 24 * 60 * 60 * 1000;
  await server.app.schedules.look();
  const schedule = async (): Promise<Answer["body"]> =>
    (await server.owner.get(`/schedules?pipeline=${pipelineId}`)).body.items[0];
  expect(await schedule()).toMatchObject({ note: "The pipeline was paused when its time came." });
  const upstream = await create("upstream", "name: upstream\nstages: { a: { steps: ['true'] } }\n", "up");
  await endOf(server.owner, (await run({}, upstream)).id);
  expect(await endOf(server.owner, (await run()).id)).toMatchObject({ outcome: "success" });
  const { body } = await server.owner.get(`/pipelines/${pipelineId}/executions`);
  expect(body.items.map(({ event }: { readonly event: string }) => event)).toEqual(["manual"]);

  await set({ paused: false });
  expect(await push("main")).toMatchObject({ outcome: "started" });
  clock.ahead += 24 * 60 * 60 * 1000;
  await server.app.schedules.look();
  expect(await schedule()).toMatchObject({ lastExecutionId: expect.any(String) });
  await server.owner.delete(`/schedules/${made.body.id}`);
});

test("only events of its branches start it", async () => {
  await set({ branches: ["main", "release/**"] });
  expect(await push("topic")).toMatchObject({
    outcome: "not-started",
    reason: "Only events of main, release/** start it, by its settings.",
  });
  expect(await push("main")).toMatchObject({ outcome: "started" });
  await endOf(server.owner, (await run({ branch: "topic" })).id);
  await set({ branches: [] });
});

test("its parameters and variables win over the definition's, and lose to those of a run", async () => {
  await set({
    parameters: { target: "production", gone: "x" },
    variables: { REGION: "north" },
  });
  const printed = async (request: unknown): Promise<string> => {
    const { id } = await run(request);
    expect(await endOf(server.owner, id)).toMatchObject({ outcome: "success" });
    return (await server.owner.get(`/executions/${id}/logs`)).body.items[0].text;
  };
  expect(await printed({})).toBe("production north");
  expect(await printed({ parameters: { target: "test" }, variables: { REGION: "south" } })).toBe("test south");
  await set({ parameters: {}, variables: {} });
});

test("a secret parameter is given by whoever starts it, never by its settings", async () => {
  const asking = await create(
    "asking",
    "name: asking\nparameters: { password: { type: secret } }\nstages: { a: { steps: ['true'] } }\n",
    "asking",
  );
  await set({ parameters: { password: "kept" } }, asking);
  expect(await server.owner.post(`/pipelines/${asking}/execute`, {})).toMatchObject({
    status: 422,
    body: { detail: 'The secret parameter "password" was not given.', mend: "Give it when you start the pipeline." },
  });
  expect(await endOf(server.owner, (await run({ parameters: { password: "given" } }, asking)).id)).toMatchObject({
    outcome: "success",
  });
});

test("its limits hold where the definition has none", async () => {
  await using gate = await createGate();
  const slow = await create("slow", `name: slow\nstages: { a: { steps: ['${gate.wait}'] } }\n`, "slow");
  await set({ concurrency: { limit: 1 }, timeoutMs: 3_600_000, priority: 7 }, slow);
  const first = await run({}, slow);
  const second = await run({}, slow);
  expect([first.state, second.state]).toEqual(["running", "queued"]);
  expect((await server.owner.get(`/executions/${second.id}/why-queued`)).body.why).toMatchObject({
    kind: "concurrency-group",
    group: "pipeline slow",
    limit: 1,
    waitsFor: [first.id],
  });
  const links = server.app.tables.selectFrom("execution_links").select("priority");
  expect(await links.where("execution_id", "=", second.id).execute()).toEqual([{ priority: 7 }]);
  await gate.open();
  await endOf(server.owner, second.id);
  await set({ timeoutMs: 1000 }, slow);
  await using shut = await createGate();
  await server.owner.put(
    `/pipelines/${slow}`,
    { text: `name: slow\nstages: { a: { steps: ['${shut.wait}'] } }\n` },
    { "if-match": '"1"' },
  );
  expect(await endOf(server.owner, (await run({}, slow)).id)).toMatchObject({ cancelReason: "timedOut" });
});

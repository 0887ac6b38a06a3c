import { expect, test } from "vitest";
import { activePipeline, endOf, runInline, until } from "./executions.ts";
import { type Answer, type Client, startServer, type TestServer } from "./start-server.ts";
import { createWebhook, githubPush, sendDelivery, workedOn } from "./support/send-delivery.ts";
import { share } from "./support/share.ts";
import { createWorkTree, type WorkTree } from "./work-tree.ts";

/** Told by the tests that need it. */
const clock = { ahead: 0, now: () => Date.now() + clock.ahead };

let server: TestServer;
let tree: WorkTree;
let repositoryId: string;
let pipelineId: string;
let owner: Client;
let maintainer: Client;
let developer: Client;
let crew: Client;

const text = "name: shop\ntriggers: { push: { branches: [main] } }\nstages: { test: { steps: ['true'] } }\n";

share(
  async () => {
    server = await startServer({ clock });
    ({ owner } = server);
    maintainer = await server.client({ role: "maintainer" });
    developer = await server.client({ role: "developer" });
    crew = await server.client({ role: "developer" });
    await owner.put("/teams/Crew", { members: [crew.userId] });
    tree = await createWorkTree({ "headrace.yml": text });
    await tree.git("branch", "topic");
    repositoryId = (await owner.post("/repositories", { name: "shop", location: tree.directory })).body.id;
    pipelineId = await activePipeline(owner, { name: "shop", repository: repositoryId, source: "repository" });
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await tree[Symbol.asyncDispose]();
  },
);

async function protect(protectedRunners?: unknown): Promise<void> {
  const rules = {
    protectedBranches: ["release/**", "main"],
    ...(protectedRunners === undefined ? {} : { protectedRunners }),
  };
  expect((await owner.patch(`/repositories/${repositoryId}`, { rules })).status).toBe(200);
}

function execute(client: Client, branch: string, pipeline = pipelineId): Promise<Answer> {
  return client.post(`/pipelines/${pipeline}/execute`, { branch });
}

const refusal = {
  status: 403,
  body: {
    code: "forbidden",
    detail: expect.stringMatching(/"main" is protected by the rule "main".*role maintainer, the team Crew/),
  },
};
const maintainersAndCrew = { roles: ["maintainer"], teams: ["Crew"] };

test("without a rule whoever may run pipelines runs them on protected branches too", async () => {
  await protect();
  expect((await execute(developer, "main")).status).toBe(201);
});

test("the rule says who runs what on a protected branch: by role, by team, by name; elsewhere it says nothing", async () => {
  await protect(maintainersAndCrew);
  for (const client of [owner, maintainer, crew]) expect((await execute(client, "main")).status).toBe(201);
  expect(await execute(developer, "main")).toMatchObject(refusal);
  // The default branch is protected also where nobody names it.
  expect(await developer.post(`/pipelines/${pipelineId}/execute`, {})).toMatchObject(refusal);
  expect((await execute(developer, "topic")).status).toBe(201);
  await protect({ users: [developer.userId] });
  expect((await execute(developer, "main")).status).toBe(201);
  expect((await execute(owner, "main")).status).toBe(403);
  await protect(maintainersAndCrew);
  const { body } = await owner.get("/audit?operation=pipelines.execute&limit=50");
  expect(body.items).toContainEqual(
    expect.objectContaining({ outcome: "forbidden", actor: expect.objectContaining({ name: "test" }) }),
  );
});

test("a definition that is not saved, and an execution that runs again, are held to it too", async () => {
  await protect({ roles: ["owner"] });
  const inline = { text: "name: try\nstages: { a: { steps: ['true'] } }\n", branch: "main" };
  expect((await runInline(maintainer, { repositoryId }, inline)).status).toBe(403);
  expect((await runInline(maintainer, { repositoryId }, { ...inline, branch: "topic" })).status).toBe(201);
  const { body } = await execute(owner, "main");
  await endOf(owner, body.id);
  expect((await maintainer.post(`/executions/${body.id}/rerun`)).status).toBe(403);
  expect((await owner.post(`/executions/${body.id}/rerun`)).status).toBe(201);
});

test("a push runs what the branch holds, unless nothing may start there by itself, and a redelivery is of who asks for it", async () => {
  await protect({ roles: ["owner"] });
  const hook = await createWebhook(server, repositoryId, "github");
  const after = await tree.git("rev-parse", "main");
  const payload = githubPush("main", "0".repeat(40), after);
  const sent = await sendDelivery(server, hook, { event: "push", payload });
  const pipelineOf = (delivery: Answer["body"]) => delivery.result.events[0].pipelines[0];
  expect(pipelineOf(await workedOn(server, sent.body.delivery))).toMatchObject({ outcome: "started" });
  const again = async (client: Client) => {
    const { body } = await client.post(`/deliveries/${sent.body.delivery}/redeliver`, {});
    return await workedOn(server, body.id);
  };
  expect(pipelineOf(await again(maintainer))).toMatchObject({
    outcome: "not-started",
    reason: expect.stringContaining('"main" is protected'),
  });
  expect(await again(owner)).toMatchObject({
    redeliveredBy: "test",
    result: { events: [{ pipelines: [{ outcome: "started" }] }] },
  });
  await protect({ roles: ["owner"], automatic: false });
  const refused = await sendDelivery(server, hook, {
    event: "push",
    payload: githubPush("main", "0".repeat(40), after),
  });
  expect(pipelineOf(await workedOn(server, refused.body.delivery))).toMatchObject({ outcome: "not-started" });
});

test("a schedule runs for whoever made it, as long as that person may", async () => {
  await protect({ roles: ["maintainer"] });
  const mine = await server.client({ role: "maintainer" });
  const made = await mine.post(`/pipelines/${pipelineId}/schedules`, { cron: "0 3 * * *", branch: "main" });
  const runs = async (): Promise<Answer["body"]> => {
    clock.ahead += 24 * 60 * 60 * 1000;
    await server.app.schedules.look();
    const { body } = await owner.get(`/schedules?pipeline=${pipelineId}`);
    return body.items.find(({ id }: { readonly id: string }) => id === made.body.id);
  };
  const first = await runs();
  expect(first).toMatchObject({ lastExecutionId: expect.any(String) });
  await owner.patch(`/members/${mine.userId}`, { role: "developer" });
  expect(await runs()).toMatchObject({
    lastExecutionId: first.lastExecutionId,
    note: expect.stringContaining('"main" is protected'),
  });
});

test("what starts by itself is of who saved the definition, and of who ran what is upstream of it", async () => {
  await protect();
  const other = (await owner.post("/repositories", { name: "other", location: tree.directory })).body.id;
  const downstream =
    "name: downstream\ntriggers: { pipeline: [{ pipeline: upstream, on: [success] }] }\nstages: { a: { steps: ['true'] } }\n";
  const upstreamText = "name: upstream\nstages: { a: { steps: ['true'] } }\n";
  const target = await activePipeline(owner, {
    name: "downstream",
    repository: repositoryId,
    channel: "down",
    text: downstream,
  });
  const upstream = await activePipeline(owner, { name: "upstream", repository: other, text: upstreamText });
  await protect({ roles: ["maintainer"] });
  const executions = async (): Promise<number> =>
    (await owner.get(`/pipelines/${target}/executions`)).body.items.length;
  const forbidden = async (): Promise<number> =>
    (await owner.get("/audit?limit=100")).body.items.filter(
      ({ outcome, targetId }: { readonly outcome: string; readonly targetId?: string }) =>
        outcome === "forbidden" && targetId === target,
    ).length;
  expect((await execute(developer, "main", upstream)).status).toBe(201);
  await until(async () => (await forbidden()) === 1 || undefined);
  expect(await executions()).toBe(0);
  expect((await execute(maintainer, "main", upstream)).status).toBe(201);
  await until(async () => (await executions()) === 1 || undefined);

  const pushed = text.replace("shop", "pushed");
  const saved = await activePipeline(developer, {
    name: "pushed",
    repository: repositoryId,
    channel: "pushed",
    text: pushed,
  });
  const hook = await createWebhook(server, repositoryId, "github");
  const after = await tree.git("rev-parse", "main");
  const push = async (): Promise<Answer["body"]> => {
    const payload = githubPush("main", "0".repeat(40), after);
    const sent = await sendDelivery(server, hook, { event: "push", payload });
    const { result } = await workedOn(server, sent.body.delivery);
    return result.events[0].pipelines.find(({ pipelineId: id }: { readonly pipelineId: string }) => id === saved);
  };
  expect(await push()).toMatchObject({
    outcome: "not-started",
    reason: expect.stringContaining("who saved this definition"),
  });
  await maintainer.put(`/pipelines/${saved}`, { text: `${pushed}# looked at\n` }, { "if-match": '"1"' });
  expect(await push()).toMatchObject({ outcome: "started" });
});

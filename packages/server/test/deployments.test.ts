import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGate, endOf, stateOf, until } from "./executions.ts";
import { followStream } from "./follow.ts";
import { createShop, type Shop } from "./support/create-shop.ts";
import { share } from "./support/share.ts";

let shop: Shop;
share(
  async () => {
    shop = await createShop();
  },
  () => shop[Symbol.asyncDispose](),
);

describe("deployments", () => {
  test("are kept with version, link and what stood before; going back deploys the last good one again", async () => {
    const one = await shop.ship(shop.server.owner, shop.deploying("production"), { version: "1.0" });
    await endOf(shop.server.owner, one);
    const two = await shop.ship(shop.server.owner, shop.deploying("production"), { version: "1.1" });
    await endOf(shop.server.owner, two);
    expect(await shop.liveVersion()).toBe("1.1");
    const environment = await shop.environmentNamed("production");
    const path = `/environments/${environment.id}`;
    const history = (await shop.server.owner.get(`${path}/deployments`)).body.items;
    expect(history).toMatchObject([
      { executionId: two, version: "1.1", current: true, outcome: "success", previousId: history[1].id },
      { executionId: one, version: "1.0", current: false, url: "https://shop.example.org/1.0" },
    ]);
    expect((await shop.server.owner.get(`/deployments/${history[0].id}`)).body).toEqual(history[0]);
    expect((await shop.server.owner.get("/deployments")).body.items).toEqual(history);
    const outsider = await shop.server.outsider();
    expect((await outsider.get("/deployments")).body).toEqual({ items: [] });
    const page = (await shop.server.owner.get(`${path}/deployments?limit=1`)).body;
    const next = (await shop.server.owner.get(`${path}/deployments?limit=1&cursor=${page.nextCursor}`)).body;
    expect([page.items[0].id, next.items[0].id]).toEqual([history[0].id, history[1].id]);

    const builds = await readFile(`${shop.live}.builds`, "utf8");
    const changed = await shop.server.owner.post(`${path}/rollback`, { parameters: { version: "0.9" } });
    expect(changed).toMatchObject({ status: 400, body: { faults: [{ path: "parameters.version" }] } });
    const goBack = () => shop.server.owner.post(`${path}/rollback`, { reason: "orders could not be paid" });
    const answers = await Promise.all([goBack(), goBack()]);
    const [back, twice] = answers.sort((one, other) => one.status - other.status);
    expect(back).toMatchObject({ status: 201, body: { deployment: history[1].id } });
    expect(twice).toMatchObject({ status: 409, body: { executionId: back?.body.id } });
    const ended = await endOf(shop.server.owner, back?.body.id);
    expect(ended).toMatchObject({
      outcome: "success",
      rerunOf: one,
      rollback: { executionId: one, environment: "production", reason: "orders could not be paid" },
      stages: [
        { stage: "build", reused: true },
        { stage: "deploy", outcome: "success", reused: false },
      ],
    });
    expect(await shop.liveVersion()).toBe("1.0");
    expect(await readFile(`${shop.live}.builds`, "utf8")).toBe(builds);
    expect((await shop.server.owner.get(`/executions/${two}`)).body).toMatchObject({
      rolledBack: true,
      rollbackReason: "orders could not be paid",
      previousExecutionId: one,
      rolledBackBy: back?.body.id,
    });
    const after = (await shop.server.owner.get(`${path}/deployments`)).body.items;
    expect(after).toMatchObject([
      { version: "1.0", current: true, rollbackTo: history[1].id, previousId: history[0].id },
      { version: "1.1", rolledBack: true, rollbackReason: "orders could not be paid", rolledBackBy: after[0].id },
      { version: "1.0", rolledBack: false },
    ]);
    // There is nothing before it any more, but one can be chosen.
    expect((await shop.server.owner.post(`${path}/rollback`)).status).toBe(409);
    const chosen = await shop.server.owner.post(`${path}/rollback`, { deployment: history[0].id });
    await endOf(shop.server.owner, chosen.body.id);
    expect(await shop.liveVersion()).toBe("1.1");
    const viewer = await shop.server.client({ role: "viewer" });
    expect((await viewer.post(`${path}/rollback`)).status).toBe(403);
  });

  test("after a deployment that failed, going back brings what stood", async () => {
    const good = await shop.ship(shop.server.owner, shop.deploying("fragile"), { version: "3.0" });
    await endOf(shop.server.owner, good);
    const bad = await shop.ship(shop.server.owner, shop.deploying("fragile"), { version: "3.1", broken: true });
    expect(await endOf(shop.server.owner, bad)).toMatchObject({ outcome: "failed" });
    expect(await shop.liveVersion()).toBe("3.1");
    const { id } = await shop.environmentNamed("fragile");
    const back = await shop.server.owner.post(`/environments/${id}/rollback`);
    expect(await endOf(shop.server.owner, back.body.id)).toMatchObject({ outcome: "success" });
    expect(await shop.liveVersion()).toBe("3.0");
  });

  test("a stage's own rollback steps run when its deployment fails, and the execution says so", async () => {
    const more = `    rollback: { steps: ['cp ${shop.live}.before ${shop.live}'] }`;
    const good = await shop.ship(shop.server.owner, shop.deploying("mended", { more }), { version: "4.0" });
    await endOf(shop.server.owner, good);
    const bad = await shop.ship(shop.server.owner, shop.deploying("mended", { more }), {
      version: "4.1",
      broken: true,
    });
    expect(await endOf(shop.server.owner, bad)).toMatchObject({
      outcome: "failed",
      rolledBack: true,
      rollbackComplete: true,
      rollbackReason: "deploy: exit code 1",
      previousExecutionId: good,
    });
    expect(await shop.liveVersion()).toBe("4.0");
    const { id } = await shop.environmentNamed("mended");
    expect((await shop.server.owner.get(`/environments/${id}/deployments`)).body.items).toMatchObject([
      { executionId: bad, outcome: "failed", rolledBack: true, current: false },
      { executionId: good, outcome: "success", current: true },
    ]);
  });

  test("what is kept of approvals and deployments is made from the events, and can be made anew", async () => {
    const more = `    approval: {}\n    rollback: { steps: ['true'] }\n    retry: { attempts: 2, on: [failed] }`;
    const id = await shop.ship(shop.server.owner, shop.deploying("rebuilt", { more }), { broken: true });
    const { id: approvalId } = await shop.approvalOf(id);
    await shop.server.owner.post(`/approvals/${approvalId}/approve`, { comment: "go" });
    await endOf(shop.server.owner, id);
    const { tables, projections } = shop.server.app;
    const rows = async () => ({
      approvals: await tables.selectFrom("approvals").selectAll().where("execution_id", "=", id).execute(),
      deployments: await tables
        .selectFrom("deployments")
        .selectAll()
        .where("execution_id", "=", id)
        .orderBy("attempt")
        .execute(),
    });
    const before = await rows();
    expect(before.approvals).toMatchObject([{ state: "approved" }]);
    expect(before.deployments).toMatchObject([
      { attempt: 1, outcome: "failed", rolled_back: 0 },
      { attempt: 2, outcome: "failed", rolled_back: 1 },
    ]);
    await tables.deleteFrom("approvals").where("execution_id", "=", id).execute();
    await tables.deleteFrom("deployments").where("execution_id", "=", id).execute();
    await projections.rebuild(id);
    expect(await rows()).toEqual(before);
  });
});

test("are written before anybody is told that their execution has ended", async () => {
  const { owner, app } = shop.server;
  await using gate = await createGate();
  const earlier = await shop.ship(
    owner,
    "name: told\nstages: { deploy: { environment: { name: told }, steps: ['true'] } }\n",
  );
  await endOf(owner, earlier);
  const text = `
name: told
stages:
  deploy:
    environment: { name: told }
    steps: ['${gate.wait}']
    outputs: { version: '2.0' }
`;
  const id = await shop.ship(owner, text);
  const followed = ["events", "logs?follow=true"].map(async (path) => {
    const told = await followStream(owner, `/executions/${id}/${path}`);
    const { state } = (await owner.get(`/executions/${id}`)).body;
    return [told.at(-1)?.event, state, (await shop.environmentNamed("told")).currentVersion];
  });
  await until(async () => (await stateOf(owner, id, "deploy")) === "running" || undefined);
  // What is written of its end comes behind hundreds of others: who is told first sees it missing.
  const others: Promise<void>[] = [];
  const unobserve = app.runs.observe(({ type, executionId }) => {
    if (type !== "step.finished" || executionId !== id) return;
    for (let count = 0; count < 40; count += 1) others.push(app.projections.rebuild(earlier));
  });
  await gate.open();
  for (const told of await Promise.all(followed)) expect(told).toEqual(["complete", "ended", "2.0"]);
  unobserve();
  expect(await Promise.all(others)).toHaveLength(40);
});

test("of a matrix only the instance that deployed there goes back", async () => {
  const text = (version: string) => `
name: regions
stages:
  deploy:
    matrix: { axes: { region: [north, south] } }
    environment: { name: 'shop \${{ matrix.region }}' }
    variables: { REGION: '\${{ matrix.region }}' }
    steps: ['echo ${version} >> ${join(shop.directory, "region-$REGION")}']
`;
  for (const version of ["1", "2"]) await endOf(shop.server.owner, await shop.ship(shop.server.owner, text(version)));
  const { id } = await shop.environmentNamed("shop north");
  const { body } = await shop.server.owner.post(`/environments/${id}/rollback`);
  expect(await endOf(shop.server.owner, body.id)).toMatchObject({ outcome: "success" });
  expect(await readFile(join(shop.directory, "region-north"), "utf8")).toBe("1\n2\n1\n");
  expect(await readFile(join(shop.directory, "region-south"), "utf8")).toBe("1\n2\n");
});

test("quality gates tell what they measured", async () => {
  const text = `
name: gated
stages:
  lint:
    steps: ['echo "::warning::one" && echo "::warning::two"']
    gates: { warnings: 1 }
  fine:
    steps: ['echo "::warning::one"']
    gates: { warnings: 1 }
`;
  const id = await shop.ship(shop.server.owner, text);
  expect(await endOf(shop.server.owner, id)).toMatchObject({ outcome: "failed" });
  const { body } = await shop.server.owner.get(`/executions/${id}/gates`);
  expect(body.passed).toBe(false);
  expect(body.items).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ stage: "lint", name: "warnings", value: 2, threshold: 1, passed: false }),
      expect.objectContaining({ stage: "fine", value: 1, passed: true }),
    ]),
  );
});

import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createGate, createProject, endOf, linesOf, runInline, stateOf, until } from "./executions.ts";
import { startServer } from "./start-server.ts";
import { restartServer } from "./support/restart-server.ts";

describe("waiting for people", () => {
  const text =
    "name: release\nstages:\n  build: { steps: ['true'] }\n  ship: { needs: [build], approval: { minimum: 1 }, steps: [echo shipped] }\n";

  test("takes no place of another, and goes on through a restart until somebody decides", async () => {
    const directory = await mkdtemp(join(tmpdir(), "headrace-approval-"));
    const before = await startServer({ dataDirectory: directory, concurrentExecutions: 1 });
    const mine = await createProject(before.owner);
    const waiting = (await runInline(before.owner, mine, { text })).body.id;
    await until(async () => (await stateOf(before.owner, waiting, "ship")) === "waiting" || undefined);
    const other = await runInline(before.owner, mine, { text: "name: x\nstages: { s: { steps: ['true'] } }\n" });
    expect(await endOf(before.owner, other.body.id)).toMatchObject({ outcome: "success" });
    await before[Symbol.asyncDispose]();

    await using after = await restartServer(directory);
    const { server: again, owner } = after;
    const handle = await until(() => again.app.runs.handle(waiting));
    expect(await stateOf(owner, waiting, "ship")).toBe("waiting");
    await handle.decideApproval({ stage: "ship", instance: "ship", by: "Ada", decision: "approve" });
    expect(await endOf(owner, waiting)).toMatchObject({
      outcome: "success",
      stages: [
        { stage: "build", attempt: 1 },
        { stage: "ship", attempt: 1 },
      ],
    });
    await mine.remove();
  });

  test("a deployment that was interrupted is not repeated unasked, and can be cancelled instead", async () => {
    const directory = await mkdtemp(join(tmpdir(), "headrace-deployment-"));
    await using gate = await createGate();
    const deploying = `name: deploy\nstages: { ship: { environment: { name: staging }, steps: ['echo begun; ${gate.wait}'] } }\n`;
    const before = await startServer({ dataDirectory: directory });
    const mine = await createProject(before.owner);
    const ids: string[] = [];
    for (const _ of [1, 2, 3]) ids.push((await runInline(before.owner, mine, { text: deploying })).body.id);
    const [first = "", second = "", third = ""] = ids;
    for (const id of ids) await until(async () => (await linesOf(before, id)) === 1 || undefined);
    await before[Symbol.asyncDispose]();
    await gate.open();

    await using after = await restartServer(directory);
    const { owner } = after;
    // At once, while it is being taken up and left to people again.
    expect((await owner.post(`/executions/${third}/cancel`)).status).toBe(202);
    expect(await endOf(owner, third)).toMatchObject({ outcome: "cancelled" });
    for (const id of [first, second]) {
      await until(async () => (await stateOf(owner, id, "ship")) === "waiting" || undefined);
    }
    const listed = (await owner.get("/executions?awaitsDeployer=true")).body.items;
    expect(listed.map((each: { readonly id: string }) => each.id).sort()).toEqual([first, second].sort());
    expect((await owner.get("/executions?awaitsDeployer=false")).body.items).toMatchObject([
      { id: third, awaitsDeployer: false },
    ]);
    expect((await owner.get(`/executions/${first}`)).body).toMatchObject({ state: "running", awaitsDeployer: true });
    expect((await owner.get(`/executions/${first}/why-queued`)).body).toMatchObject({
      why: { kind: "interrupted-deployments", waiting: [{ stage: "ship" }] },
      message: expect.stringContaining("somebody who may deploy: ship"),
    });
    await until(async () => (await owner.post(`/executions/${first}/resume`)).status === 202 || undefined);
    expect(await endOf(owner, first)).toMatchObject({ outcome: "success", stages: [{ attempt: 2 }] });
    expect((await owner.post(`/executions/${second}/cancel`)).status).toBe(202);
    expect(await endOf(owner, second)).toMatchObject({ outcome: "cancelled" });
    expect((await owner.post(`/executions/${second}/resume`)).status).toBe(409);
    await mine.remove();
  });

  test("the values of its secret parameters are kept sealed until its end, and no longer", async () => {
    const directory = await mkdtemp(join(tmpdir(), "headrace-given-"));
    const value = "a-word-that-is-typed-once";
    const before = await startServer({ dataDirectory: directory });
    const mine = await createProject(before.owner);
    const text = `
name: release
parameters: { password: { type: secret } }
stages:
  build: { steps: ['true'] }
  ship:
    needs: [build]
    secrets: [password]
    approval: { minimum: 1 }
    steps: ['test "\${#password}" = ${value.length} && echo "with $password"']
`;
    const parameters = { password: value };
    const id: string = (await runInline(before.owner, mine, { text, parameters })).body.id;
    await until(async () => (await stateOf(before.owner, id, "ship")) === "waiting" || undefined);
    // A new key of the organization seals it again.
    const rotated = await before.owner.post("/organization/rotate-keys", {});
    expect(rotated.body).toMatchObject({ resealed: 1 });
    const kept = await before.app.tables.selectFrom("given_secrets").selectAll().execute();
    expect(kept).toEqual([expect.objectContaining({ execution_id: id, key_id: rotated.body.keyId })]);
    expect(JSON.stringify(kept)).not.toContain(value);
    await before[Symbol.asyncDispose]();

    await using after = await restartServer(directory);
    const { server: again, owner } = after;
    for (const path of ["", "/record", "/events", "/failure-summary", "/report"]) {
      const { status, body } = await owner.get(`/executions/${id}${path}`);
      expect([status, JSON.stringify(body).includes(value)]).toEqual([200, false]);
    }
    const handle = await until(() => again.app.runs.handle(id));
    await handle.decideApproval({ stage: "ship", instance: "ship", by: "Ada", decision: "approve" });
    expect(await endOf(owner, id)).toMatchObject({ outcome: "success" });
    const { body: log } = await owner.get(`/executions/${id}/logs`);
    expect(log.items.at(-1)).toMatchObject({ stage: "ship", text: "with ***" });
    expect(await again.app.tables.selectFrom("given_secrets").selectAll().execute()).toEqual([]);
    // Another run of it asks again.
    expect(await owner.post(`/executions/${id}/rerun`)).toMatchObject({
      status: 400,
      body: { faults: [{ path: "parameters.password" }] },
    });
    expect(await owner.post(`/executions/${id}/rerun`, { parameters })).toMatchObject({ status: 201 });
    await mine.remove();
  });
});

describe("when the server stops and starts again", () => {
  test("what ran goes on as a new attempt, and what waited runs in its turn", async () => {
    const directory = await mkdtemp(join(tmpdir(), "headrace-restart-"));
    await using gate = await createGate();
    const before = await startServer({ dataDirectory: directory, concurrentExecutions: 1 });
    const mine = await createProject(before.owner);
    const text = `name: slow\nstages: { wait: { steps: ['echo begun; ${gate.wait}; echo done'] }, next: { needs: [wait], steps: ['true'] } }\n`;
    const first = (await runInline(before.owner, mine, { text })).body;
    const second = (await runInline(before.owner, mine, { text })).body;
    expect([first.state, second.state]).toEqual(["running", "queued"]);
    await until(async () => (await linesOf(before, first.id)) === 1 || undefined);
    await before[Symbol.asyncDispose]();

    await using after = await restartServer(directory, { concurrentExecutions: 1 });
    const { owner } = after;
    await gate.open();
    expect(await endOf(owner, first.id)).toMatchObject({
      outcome: "success",
      stages: [
        { stage: "wait", attempt: 2 },
        { stage: "next", attempt: 1 },
      ],
    });
    expect(await endOf(owner, second.id)).toMatchObject({
      outcome: "success",
      stages: [{ attempt: 1 }, { attempt: 1 }],
    });
    await using log = await after.server.app.runs.logs.open(first.id);
    const lines = (await log?.read({ from: 1, limit: 10 })) ?? [];
    expect(lines.map(({ line, attempt, text: said }) => [line, attempt, said])).toEqual([
      [1, 1, "begun"],
      [2, 2, "begun"],
      [3, 2, "done"],
    ]);
    await mine.remove();
  });
});

import { systemClock } from "@headrace/engine";
import { expect, test } from "vitest";
import { createProject, endOf, runInline, until } from "./executions.ts";
import { startServer } from "./start-server.ts";

const day = 24 * 60 * 60 * 1000;

/** The deploying stage needs what the one before it built. */
const text = (version: string): string => `
name: shop
stages:
  build:
    steps: ['echo ${version} > out.txt']
    artifacts: [{ name: out, paths: [out.txt] }]
  ship:
    needs: [{ stage: build, artifacts: [out] }]
    environment: { name: production }
    steps: ['cat out.txt']
`;

test("what an environment would be rolled back to is kept with its artifacts, past every limit", async () => {
  let now = Date.now();
  await using server = await startServer({ clock: { ...systemClock, now: () => now } });
  const { owner } = server;
  const project = await createProject(owner);
  const run = async (definition: string): Promise<string> => {
    const { status, body } = await runInline(owner, project, { text: definition });
    expect([status, body.detail]).toEqual([201, undefined]);
    expect(await endOf(owner, body.id)).toMatchObject({ outcome: "success" });
    now += 1000;
    return body.id;
  };
  const first = await run(text("1.0"));
  const second = await run(text("1.1"));
  const third = await run(text("1.2"));
  const other = await run("name: other\nstages: { a: { steps: ['true'] } }\n");
  const environment = await until(
    async () => (await owner.get(`/repositories/${project.repositoryId}/environments`)).body.items[0],
  );
  await until(async () => (await owner.get(`/environments/${environment.id}/deployments`)).body.items.length === 3);
  await owner.patch("/organization/limits", { executionsKept: 1, artifactDays: 1, artifactBytes: 0 });
  now += 100 * day;
  for (const _ of [1, 2]) {
    await server.app.retention.round();
    await server.app.tables.updateTable("retention_turns").set({ next_attempt_at: now }).execute();
  }
  await server.app.retention.round();
  const status = async (id: string): Promise<number> => (await owner.get(`/executions/${id}`)).status;
  expect([await status(first), await status(second), await status(third), await status(other)]).toEqual([
    404, 200, 200, 200,
  ]);
  const back = await owner.post(`/environments/${environment.id}/rollback`);
  expect(back).toMatchObject({ status: 201 });
  expect(await endOf(owner, back.body.id)).toMatchObject({
    outcome: "success",
    stages: [
      { stage: "build", reused: true },
      { stage: "ship", reused: false },
    ],
  });
  const { items } = (await owner.get(`/executions/${back.body.id}/logs`)).body;
  expect(items.at(-1)).toMatchObject({ stage: "ship", text: "1.1" });
  await project.remove();
});

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type App, createApp } from "@headrace/app";
import { afterEach, beforeEach, expect, test } from "vitest";

let directory: string;
let project: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "headrace-recovery-"));
  project = await mkdtemp(join(tmpdir(), "headrace-recovered-"));
  await writeFile(join(project, "data.txt"), "");
});
afterEach(async () => {
  for (const path of [directory, project]) await rm(path, { recursive: true, force: true });
});

const actor = { kind: "system", id: "", name: "test" } as const;

async function open(): Promise<App & AsyncDisposable> {
  return await createApp({ dataDirectory: directory, trustPipelines: true });
}

async function run(app: App): Promise<string> {
  const { id: executionId } = await app.runs.start({
    organizationId: "team",
    repositoryId: "repository",
    text: "name: x\nstages: { s: { steps: ['true'] } }\n",
    event: "manual",
    actor,
    trust: "own",
    git: {},
  });
  return executionId;
}

async function addRepository({ tables }: App): Promise<void> {
  await tables
    .insertInto("repositories")
    .values({
      id: "repository",
      organization_id: "team",
      name: "repository",
      description: "",
      location: project,
      default_branch: "main",
      connection_id: null,
      rules: "{}",
      created_at: 1,
      updated_at: 1,
    })
    .execute();
}

async function linkOf({ tables }: App, executionId: string) {
  return await tables
    .selectFrom("execution_links")
    .select(["state", "next_attempt_at"])
    .where("execution_id", "=", executionId)
    .executeTakeFirst();
}

async function until<Value>(look: () => Promise<Value | undefined>): Promise<Value> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

async function ended(app: App, executionId: string): Promise<void> {
  await until(async () => {
    const link = await linkOf(app, executionId);
    return link?.state === "ended" && link.next_attempt_at === null ? true : undefined;
  });
}

test("an execution whose end was stored, but not that it has ended, is ended when the server starts again", async () => {
  const before = await open();
  await addRepository(before);
  const id = await run(before);
  await ended(before, id);
  for (const state of ["running", "queued"]) {
    await before.tables.updateTable("execution_links").set({ state }).where("execution_id", "=", id).execute();
    await using after = await open();
    await ended(after, id);
    expect((await after.store.executions.events(id)).at(-1)?.type).toBe("execution.finished");
  }
  await before[Symbol.asyncDispose]();
});

test("what was begun to be stored and never was is forgotten", async () => {
  const before = await open();
  await addRepository(before);
  const id = await run(before);
  await ended(before, id);
  const { execution_id: _, ...row } = await before.tables
    .selectFrom("execution_links")
    .selectAll()
    .executeTakeFirstOrThrow();
  const lost = { ...row, execution_id: "01a1fc42-b97f-7bef-9713-000000000000" };
  for (const state of ["queued", "running"]) {
    await before.tables
      .insertInto("execution_links")
      .values({ ...lost, state })
      .execute();
    await using after = await open();
    await until(async () => ((await linkOf(after, lost.execution_id)) === undefined ? true : undefined));
  }
  await before[Symbol.asyncDispose]();
});

test("a server that is stopped stores nothing of what it stops", async () => {
  const before = await open();
  await addRepository(before);
  const { id: executionId } = await before.runs.start({
    organizationId: "team",
    repositoryId: "repository",
    text: "name: x\nstages: { s: { steps: [sleep 60], afterSteps: [echo after] } }\n",
    event: "manual",
    actor,
    trust: "own",
    git: {},
  });
  await until(async () => {
    const events = await before.store.executions.events(executionId);
    return events.some(({ type }) => type === "step.started") ? true : undefined;
  });
  const { length } = await before.store.executions.events(executionId);
  await before[Symbol.asyncDispose]();
  await using after = await createApp({ dataDirectory: directory });
  expect(await after.store.executions.events(executionId)).toHaveLength(length);
  expect(await linkOf(after, executionId)).toMatchObject({ state: "running" });
});

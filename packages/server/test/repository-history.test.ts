import { beforeEach, describe, expect, test } from "vitest";
import { addRepository, addRun, beginRun, endRun } from "../../../test/forges/index.ts";
import { createProject, endOf, type Project } from "./executions.ts";
import type { Client } from "./start-server.ts";
import { shareHosts } from "./support/share-hosts.ts";

const hosts = shareHosts();

interface Listed {
  readonly id: string;
  readonly number: number;
  readonly outcome: string;
}

const numbersOf = (items: readonly Listed[]) => items.map(({ number }) => number);

describe("a repository whose pipelines ran here", () => {
  let project: Project;
  let shop: string;
  let docs: string;

  beforeEach(async () => {
    project = await createProject(hosts.server.owner, hosts.name);
    shop = await create("shop", "[ $BROKEN = false ]");
    docs = await create("docs", "true");
    for (const [pipeline, broken] of [
      [shop, false],
      [shop, true],
      [docs, false],
    ] as const) {
      const { body } = await hosts.server.owner.post(`/pipelines/${pipeline}/execute`, {
        parameters: { broken: String(broken) },
      });
      hosts.advance(1000);
      await endOf(hosts.server.owner, body.id);
    }
    return () => project.remove();
  });

  async function create(name: string, step: string): Promise<string> {
    const text = `name: ${name}\nparameters: { broken: { type: boolean, default: false } }\nvariables: { BROKEN: '\${{ params.broken }}' }\nstages: { go: { steps: ['${step}'] } }\n`;
    const { body } = await hosts.server.owner.post("/pipelines", { name, repository: project.repositoryId, text });
    return body.id;
  }

  async function read(client: Client, path: string) {
    const { status, body } = await client.get(`/repositories/${project.repositoryId}/${path}`);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body;
  }

  test("lists its executions, newest first, by pages and by what is asked", async () => {
    const { owner } = hosts.server;
    const { items, nextCursor } = await read(owner, "executions?limit=2");
    expect(items.map((each: { pipeline: { name: string } }) => each.pipeline.name)).toEqual(["docs", "shop"]);
    const rest = await read(owner, `executions?limit=2&cursor=${nextCursor}`);
    expect(rest.items).toMatchObject([{ number: 1, outcome: "success", repositoryId: project.repositoryId }]);
    expect(rest).not.toHaveProperty("nextCursor");
    expect((await read(owner, "executions?outcome=failed")).items).toMatchObject([{ number: 2 }]);
    expect(numbersOf((await read(owner, `executions?pipeline=${docs}`)).items)).toEqual([1]);
    const other = await createProject(owner, `${hosts.name}-other`);
    expect((await owner.get(`/repositories/${other.repositoryId}/executions`)).body.items).toEqual([]);
    expect((await owner.get(`/repositories/${other.repositoryId}/metrics`)).body.totals.executions).toBe(0);
    await other.remove();
  });

  test("lists its pipelines with the last executions of each", async () => {
    const idle = await create("idle", "true");
    const { items } = await read(hosts.server.owner, "pipelines");
    const outcomes = items.map(({ id, executions }: { id: string; executions: readonly Listed[] }) => [
      id,
      executions.map(({ number, outcome }) => `${number} ${outcome}`),
    ]);
    expect(Object.fromEntries(outcomes)).toEqual({
      [shop]: ["2 failed", "1 success"],
      [docs]: ["1 success"],
      [idle]: [],
    });
  });

  test("shows nothing of a pipeline that somebody is kept out of, and itself to no other organization", async () => {
    const viewer = await hosts.server.client({ role: "viewer" });
    const limit = { user: viewer.userId, scope: "pipeline", scopeId: shop, role: "none" };
    expect((await hosts.server.owner.put("/role-limits", limit)).status).toBe(200);
    expect((await read(viewer, "executions")).items).toMatchObject([{ pipeline: { id: docs } }]);
    expect((await read(viewer, "pipelines")).items).toMatchObject([{ id: docs, executions: [{ number: 1 }] }]);
    expect((await read(viewer, "metrics")).totals).toMatchObject({ executions: 1, successRate: 1 });
    const outsider = await hosts.server.outsider();
    for (const path of ["executions", "metrics", "pipelines"]) {
      expect((await outsider.get(`/repositories/${project.repositoryId}/${path}`)).status).toBe(404);
    }
  });
});

describe("a repository on a host of code", () => {
  let repository: string;
  const metrics = async (query: string) => await hosts.server.owner.get(`/repositories/${repository}/metrics?${query}`);

  beforeEach(async () => {
    const remote = addRepository(hosts.bitbucket.world, `acme/${hosts.name}`);
    for (const result of ["SUCCESSFUL", "FAILED", "STOPPED"] as const) {
      const run = addRun(remote);
      beginRun(run);
      endRun(run, result);
    }
    repository = await hosts.watch(await hosts.connect("bitbucket-cloud"));
  });

  test("lists what ran there", async () => {
    const { body } = await hosts.server.owner.get(`/repositories/${repository}/executions?branch=main`);
    expect(body.items.map(({ outcome }: Listed) => outcome)).toEqual(["cancelled", "failed", "success"]);
  });

  test("counts it in the days that it ran, of the clock of who asks", async () => {
    const { body } = await metrics("days=2");
    expect(body).toMatchObject({
      from: "2026-01-01T00:00:00.000Z",
      totals: { executions: 3, success: 1, failed: 1, cancelled: 1, successRate: 0.5, minutes: 4.5 },
      periods: [{ period: "2026-01-01", executions: 3, successRate: 0.5, p50Ms: 90_000, p90Ms: 90_000 }],
    });
    expect(body.totals.waitedMs).toBeGreaterThanOrEqual(0);
    expect((await metrics("days=1")).body).toMatchObject({
      from: "2026-01-02T00:00:00.000Z",
      totals: { executions: 0 },
    });
    expect((await metrics("days=1&utcOffset=-60")).body).toMatchObject({
      from: "2026-01-01T01:00:00.000Z",
      totals: { executions: 0 },
    });
    expect((await metrics("days=2&branch=other")).body.totals).not.toHaveProperty("successRate");
    expect((await metrics("days=0")).body.faults).toMatchObject([{ path: "days" }]);
  });
});

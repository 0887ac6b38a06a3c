import { expect, test } from "vitest";
import { addRepository, createProject, endOf, type Project, runInline } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;
let project: Project;
let other: string;

share(
  async () => {
    server = await startServer();
    project = await createProject(server.owner);
    other = await addRepository(server.owner, "other", project.directory);
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
);

async function fill(repositoryId: string): Promise<void> {
  const caches = ["npm_1", "npm%2", "go"].map((key) => `{ key: "${key}", paths: [kept] }`).join(", ");
  const { body } = await runInline(
    server.owner,
    { repositoryId },
    {
      text: `name: shop\nstages:\n  build:\n    cache: [${caches}]\n    steps: ["echo tools > kept"]\n`,
    },
  );
  expect(await endOf(server.owner, body.id)).toMatchObject({ outcome: "success" });
}

async function keysOf(repositoryId: string, query = ""): Promise<readonly string[]> {
  const { body } = await server.owner.get(`/repositories/${repositoryId}/caches${query}`);
  return body.items.map(({ key }: { readonly key: string }) => key).sort();
}

test("the caches of a repository are listed and removed, and no other's", async () => {
  await fill(project.repositoryId);
  await fill(other);
  const path = `/repositories/${project.repositoryId}/caches`;
  const { status, body } = await server.owner.get(path);
  expect(status).toBe(200);
  expect(body.items).toHaveLength(3);
  for (const item of body.items) {
    expect(item).toMatchObject({ repositoryId: project.repositoryId, digest: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(item.scope).not.toContain(project.repositoryId);
    expect(item.size).toBeGreaterThan(0);
  }
  // Wildcards of the database are letters like others.
  expect(await keysOf(project.repositoryId, "?key=npm_")).toEqual(["npm_1"]);
  expect(await keysOf(project.repositoryId, "?key=npm%25")).toEqual(["npm%2"]);

  const viewer = await server.client({ role: "viewer" });
  expect((await viewer.get(path)).status).toBe(200);
  expect((await viewer.delete(path)).status).toBe(403);
  const go = body.items.find(({ key }: { readonly key: string }) => key === "go");
  // By way of another repository it is not there.
  expect((await server.owner.delete(`/repositories/${other}/caches/${go.id}`)).status).toBe(404);
  expect((await server.owner.delete(`${path}/${go.id}`)).status).toBe(200);
  expect((await server.owner.delete(`${path}/${go.id}`)).status).toBe(404);
  expect(await server.owner.delete(`${path}?key=npm`)).toMatchObject({ status: 200, body: { removed: 2 } });
  expect(await keysOf(project.repositoryId)).toEqual([]);
  expect(await keysOf(other)).toEqual(["go", "npm%2", "npm_1"]);
});

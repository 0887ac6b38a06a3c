import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createGate, createProject, endOf, linesOf, runInline, stateOf, until } from "./executions.ts";
import { databaseOf, startServer } from "./start-server.ts";

test.runIf(process.env.HEADRACE_TEST_DATABASE === "postgres")(
  "two servers on one database deploy to an environment one after the other",
  async () => {
    const directories = await Promise.all([1, 2].map(() => mkdtemp(join(tmpdir(), "headrace-two-"))));
    const [one = "", other = ""] = directories;
    const database = await databaseOf(one);
    if (database === undefined) throw new Error("there is no database");
    const masterKey = randomBytes(32).toString("base64");
    await using first = await startServer({ dataDirectory: one, masterKey });
    await using second = await startServer({ dataDirectory: other, database: database.url, empty: true, masterKey });
    const there = { ...first.owner, ...(await second.member(first.owner.userId)) };
    const project = await createProject(first.owner);
    const environments = `/repositories/${project.repositoryId}/environments`;
    await first.owner.post(environments, { name: "production", rules: { oneAtATime: true } });
    await using gate = await createGate();
    const text = `name: shop\nstages: { ship: { environment: { name: production }, steps: ['echo begun; ${gate.wait}'] } }\n`;
    const here = (await runInline(first.owner, project, { text })).body.executionId;
    await until(async () => (await linesOf(first, here)) === 1 || undefined);
    const waiting = (await runInline(there, project, { text })).body.executionId;
    await until(async () => {
      const { why } = (await there.get(`/executions/${waiting}/why-queued`)).body;
      return why?.waiting?.[0]?.group === "environment production" || undefined;
    });
    expect(await stateOf(there, waiting, "ship")).not.toBe("running");
    await gate.open();
    expect(await endOf(first.owner, here)).toMatchObject({ outcome: "success" });
    expect(await endOf(there, waiting)).toMatchObject({ outcome: "success" });
    await project.remove();
    for (const directory of directories) await rm(directory, { recursive: true, force: true });
  },
  60_000,
);

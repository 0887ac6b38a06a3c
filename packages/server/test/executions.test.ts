import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProject, endOf, type Project, runInline, until } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";

let server: TestServer;
let project: Project;
beforeAll(async () => {
  server = await startServer();
  project = await createProject(server.owner);
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await project.remove();
});

describe("running a definition that is not saved", () => {
  test("runs its stages in order and gives them with their outcomes", async () => {
    const started = await runInline(server.owner, project, {
      text: `
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
`,
      parameters: { greeting: "ahoy" },
    });
    expect(started).toMatchObject({ status: 201, body: { number: 1, state: "running" } });
    const ended = await endOf(server.owner, started.body.executionId);
    expect(ended).toMatchObject({
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
    await using log = await server.app.runs.logs.open(started.body.executionId);
    expect((await log?.read({ from: 1, limit: 100 }))?.map(({ line, stage, text }) => [line, stage, text])).toEqual([
      [1, "build", "from the repository"],
      [2, "build", "ahoy"],
    ]);
  });
});

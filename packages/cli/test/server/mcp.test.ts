import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { findLauncher } from "../../../../test/program/index.ts";
import { bootstrapToken, type ServerProcess, startServerProcess } from "../support/server.ts";
import { createWorkbench } from "../support/workbench.ts";

let server: ServerProcess;

beforeAll(async () => {
  server = await startServerProcess();
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
});

describe("headrace mcp", () => {
  test.each(["legacy", "auto"] as const)("serves a client that starts it, %s", async (mode) => {
    const client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode } });
    const parameters = ["mcp", "--server", server.url, "--toolsets", "find,pipelines", "--read-only"];
    await client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [findLauncher(), ...parameters],
        env: { PATH: process.env.PATH ?? "", HEADRACE_URL: server.url, HEADRACE_TOKEN: bootstrapToken },
        stderr: "inherit",
      }),
    );
    const { tools } = await client.listTools();
    expect(tools.map(({ name }) => name)).toContain("validate_pipeline");
    expect(tools.filter(({ annotations }) => annotations?.readOnlyHint !== true)).toEqual([]);
    const { structuredContent } = await client.callTool({
      name: "validate_pipeline",
      arguments: { text: "name: shop\nstages:\n  build: { step: [make] }\n" },
    });
    expect(structuredContent).toMatchObject({
      diagnostics: expect.arrayContaining([expect.objectContaining({ code: "unknown-key" })]),
    });
    await client.close();
  });

  test("serves what was run in a project where no server is named, with the rights of who sits there", async () => {
    using workbench = createWorkbench({ "headrace.yml": "name: shop\nstages:\n  build: { steps: ['exit 3'] }\n" });
    await workbench.command(["run"]);
    const client = await startedIn(workbench.directory, []);
    const { structuredContent: why } = await client.callTool({ name: "failure_summary", arguments: {} });
    expect(why).toMatchObject({ execution: { pipeline: "shop", number: 1 }, failures: [{ exitCode: 3 }] });
    const { structuredContent: repositories } = await client.callTool({ name: "list_repositories", arguments: {} });
    expect(repositories).toMatchObject({ items: [{ location: workbench.directory }] });
    const { structuredContent: pipelines } = await client.callTool({ name: "list_pipelines", arguments: {} });
    expect(pipelines).toMatchObject({ items: [{ name: "shop", source: "repository", path: "headrace.yml" }] });
    const [{ id: pipeline }] = found.parse(pipelines).items;
    const { structuredContent: runs } = await client.callTool({ name: "list_executions", arguments: { pipeline } });
    expect(runs).toMatchObject({ items: [{ number: 1, pipeline: { id: pipeline } }] });
    const { structuredContent: again } = await client.callTool({ name: "run_pipeline", arguments: { pipeline } });
    const { id: execution, number } = started.parse(again);
    expect(number).toBe(2);
    const { structuredContent: ended } = await client.callTool({
      name: "wait_for_execution",
      arguments: { execution, seconds: 45 },
    });
    expect(ended).toMatchObject({ state: "ended", outcome: "failed" });
    await client.close();
  });

  test("serves a project whatever its directory and its pipeline are called, and two of one name", async () => {
    const pipeline = `name: "Bau & Prüfung: é"\nstages:\n  build: { steps: ['exit 3'] }\n`;
    using workbench = createWorkbench({ ".codex/headrace.yml": pipeline, "other/.codex/headrace.yml": pipeline });
    const data = ["--data", join(workbench.directory, "data")];
    for (const [project, count] of [
      [".codex", 1],
      ["other/.codex", 2],
    ] as const) {
      const client = await startedIn(join(workbench.directory, project), data);
      const { structuredContent: repositories } = await client.callTool({ name: "list_repositories", arguments: {} });
      expect(named.parse(repositories).items.map(({ name }) => name)).toEqual(["codex-2", "codex"].slice(-count));
      const { structuredContent: pipelines } = await client.callTool({ name: "list_pipelines", arguments: {} });
      expect(named.parse(pipelines).items.map(({ name }) => name)).toEqual(
        Array.from({ length: count }, () => "Bau - Prufung- e"),
      );
      await client.close();
    }
  });

  test("asks the server that has the data directory", async () => {
    using workbench = createWorkbench();
    const client = await startedIn(workbench.directory, ["--data", server.dataDirectory, "--toolsets", "meta"]);
    const { structuredContent } = await client.callTool({ name: "who_am_i", arguments: {} });
    expect(JSON.stringify(structuredContent)).toContain("bootstrap");
    await client.close();
  });

  test("says which toolset was meant", async () => {
    using workbench = createWorkbench();
    const environment = { HEADRACE_URL: server.url, HEADRACE_TOKEN: bootstrapToken };
    const misspelt = await workbench.headrace(["mcp", "--toolsets", "find,log"], { environment });
    expect(misspelt).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean "logs"?') });
  });
});

const named = z.object({ items: z.array(z.object({ name: z.string() })) });
const started = z.object({ id: z.string(), number: z.number() });
const found = z.object({ items: z.tuple([z.object({ id: z.string() })]) });

/** A client that started `headrace mcp` there, where nobody has logged in to any server. */
async function startedIn(cwd: string, more: readonly string[]): Promise<Client> {
  const client = new Client({ name: "test", version: "1.0.0" });
  const environment = { PATH: process.env.PATH ?? "", HOME: cwd, HEADRACE_TOKEN: bootstrapToken };
  const parameters = [findLauncher(), "mcp", ...more];
  await client.connect(
    new StdioClientTransport({ command: process.execPath, args: parameters, cwd, env: environment, stderr: "ignore" }),
  );
  return client;
}

import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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

  test("says which toolset was meant", async () => {
    using workbench = createWorkbench();
    const environment = { HEADRACE_URL: server.url, HEADRACE_TOKEN: bootstrapToken };
    const misspelt = await workbench.headrace(["mcp", "--toolsets", "find,log"], { environment });
    expect(misspelt).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('Did you mean "logs"?') });
  });
});

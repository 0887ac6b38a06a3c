import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createProject, type Project } from "../executions.ts";
import { startServer, type TestServer } from "../start-server.ts";
import { type Seeded, seed } from "./seed.ts";
import { type Call, tasks } from "./tasks.ts";

let server: TestServer;
let project: Project;
let seeded: Seeded;
let client: Client;

beforeAll(async () => {
  server = await startServer();
  project = await createProject(server.owner);
  seeded = await seed(server.owner, project);
  client = new Client({ name: "test", version: "1.0.0" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  const headers = { authorization: `Bearer ${server.owner.token}` };
  const address = new URL(`${server.url}/mcp?toolsets=all`);
  await client.connect(new StreamableHTTPClientTransport(address, { requestInit: { headers } }));
});
afterAll(async () => {
  await client.close();
  await seeded[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
  await project.remove();
});

describe("an agent that is asked", () => {
  test.each(tasks)("$asked needs at most $calls calls and $bytes bytes", async ({ calls, bytes, solve }) => {
    const used = { calls: 0, bytes: 0 };
    const call: Call = async (name, input = {}) => {
      const { content, structuredContent, isError } = await client.callTool({ name, arguments: input });
      const [first] = content;
      const text = first?.type === "text" ? first.text : "";
      used.calls += 1;
      used.bytes += Buffer.byteLength(text);
      if (isError === true) throw new Error(`${name}: ${text}`);
      return structuredContent;
    };
    await solve(call, seeded);
    expect(used.calls).toBe(calls);
    expect(used.bytes).toBeLessThanOrEqual(bytes);
  });
});

import { setTimeout } from "node:timers/promises";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { expect, test } from "vitest";
import { createGate, createProject, endOf, type Project, runInline, until } from "../executions.ts";
import { type Client as Person, startServer, type TestServer } from "../start-server.ts";
import { share } from "../support/share.ts";

let server: TestServer;
let project: Project;
let later = 0;
share(
  async () => {
    server = await startServer({ clock: { now: () => Date.now() + later } });
    project = await createProject(server.owner);
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
);

interface Agent extends AsyncDisposable {
  readonly client: Client;
  readonly transport: StreamableHTTPClientTransport;
}

/** As clients of 2025 begin; with a user who says this to each question. */
async function connect(token: string, user?: (question: string) => boolean | Promise<boolean>): Promise<Agent> {
  const client = new Client(
    { name: "test", version: "1.0.0" },
    { versionNegotiation: { mode: "legacy" }, capabilities: user === undefined ? {} : { elicitation: {} } },
  );
  if (user !== undefined) {
    client.setRequestHandler("elicitation/create", async ({ params: { message } }) => ({
      action: "accept",
      content: { agree: await user(message) },
    }));
  }
  const transport = new StreamableHTTPClientTransport(new URL(`${server.url}/mcp`), {
    requestInit: { headers: { authorization: `Bearer ${token}` } },
  });
  await client.connect(transport);
  return { client, transport, [Symbol.asyncDispose]: () => client.close() };
}

/** An execution that runs until the gate is opened or it is cancelled. */
async function slow(gate: { readonly wait: string }): Promise<string> {
  const text = `name: slow\nstages:\n  wait: { steps: ["${gate.wait}"] }\n`;
  const { body } = await runInline(server.owner, project, { text, branch: "side" });
  return body.id;
}

/** What a server answers to a request in a session. */
async function ask(session: string | undefined, token: string, message: object, method = "POST"): Promise<Response> {
  return await fetch(`${server.url}/mcp`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      ...(session === undefined ? {} : { "mcp-session-id": session }),
    },
    ...(method === "POST" ? { body: JSON.stringify({ jsonrpc: "2.0", ...message }) } : {}),
  });
}

const list = { id: 1, method: "tools/list", params: {} };
const handshake = {
  id: 1,
  method: "initialize",
  params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "1" } },
};
async function begin(token: string): Promise<string> {
  const response = await ask(undefined, token, handshake);
  await response.text();
  return response.headers.get("mcp-session-id") ?? "none";
}
const reader = async (): Promise<Person> => await server.client({ role: "developer", scopes: ["read", "run"] });

test("a client of 2025 asks its user over HTTP before anything is destroyed, and is known by its name", async () => {
  await using gate = await createGate();
  const id = await slow(gate);
  const questions: string[] = [];
  const answers = [false, true];
  await using agent = await connect(
    server.owner.token,
    (question) => questions.push(question) > 0 && answers.shift() === true,
  );
  const cancel = { name: "cancel_execution", arguments: { execution: id, confirm: id } };
  expect(await agent.client.callTool(cancel)).toMatchObject({
    isError: true,
    content: [{ text: expect.stringContaining("your user did not agree") }],
  });
  expect((await agent.client.callTool(cancel)).isError).not.toBe(true);
  expect(questions).toHaveLength(2);
  expect(questions[0]).toMatch(/^Cancel an execution: slow #\d+ on side\. This cannot be undone\.$/);
  expect(await endOf(server.owner, id)).toMatchObject({ outcome: "cancelled" });
  const { body: log } = await server.owner.get("/audit?operation=executions.cancel");
  expect(log.items[0]).toMatchObject({ outcome: "done", detail: { via: "mcp", client: "test 1.0.0" } });
});

test("a call that a client of 2025 gives up over HTTP is stopped, and what it waited for goes on", async () => {
  await using gate = await createGate();
  const id = await slow(gate);
  await using agent = await connect(server.owner.token);
  const looks = () => server.app.metrics.requests.find(({ operation }) => operation === "executions.get")?.count ?? 0;
  const before = looks();
  const given = new AbortController();
  const waited = agent.client.callTool(
    { name: "wait_for_execution", arguments: { execution: id, seconds: 45 } },
    { signal: given.signal },
  );
  await until(() => (looks() > before ? true : undefined));
  given.abort("enough");
  await expect(waited).rejects.toThrow("enough");
  await setTimeout(500);
  // It looks every second as long as somebody waits.
  const after = looks();
  await setTimeout(2_500);
  expect(looks()).toBe(after);
  expect((await server.owner.get(`/executions/${id}`)).body.state).toBe("running");
  expect((await agent.client.listTools()).tools.length).toBeGreaterThan(20);
});

test("a session is its token's alone, is ended by its client, and is told apart from none by nobody else", async () => {
  const [mine, theirs] = await Promise.all([reader(), reader()]);
  const session = await begin(mine.token);
  expect((await ask(session, mine.token, list)).status).toBe(200);
  const stolen = await ask(session, theirs.token, list);
  const made = await ask(`${session.slice(0, -4)}AAAA`, mine.token, list);
  expect([stolen.status, made.status]).toEqual([404, 404]);
  for (const answer of [stolen, made]) expect(await answer.json()).toMatchObject({ detail: "this session has ended" });
  // Another choice of tools is another session.
  const chosen = await fetch(`${server.url}/mcp?toolsets=all`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${mine.token}`,
      "mcp-session-id": session,
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
    },
    body: JSON.stringify({ jsonrpc: "2.0", ...list }),
  });
  expect(chosen.status).toBe(404);
  expect((await ask(session, theirs.token, {}, "DELETE")).status).toBe(404);
  expect((await ask(session, mine.token, {}, "GET")).status).toBe(405);
  expect((await ask(session, mine.token, {}, "DELETE")).status).toBe(200);
  expect((await ask(session, mine.token, list)).status).toBe(404);
  // One of a server that was started anew since, or of another one behind the same address, is served without.
  expect((await ask("b3RoZXJzLg.x", mine.token, list)).status).toBe(200);
});

test("a session ends with its token, also while a call waits for the user", async () => {
  await using gate = await createGate();
  const id = await slow(gate);
  const { tokens } = server.app;
  const { organizationId } = server;
  const made = await tokens.create({ organizationId, userId: server.owner.userId, name: "agent", scopes: ["admin"] });
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<boolean>();
  await using agent = await connect(made.token, () => {
    asked.resolve();
    return answer.promise;
  });
  const call = agent.client.callTool({ name: "cancel_execution", arguments: { execution: id } });
  const ended = call.then(
    () => "done",
    () => "ended",
  );
  await asked.promise;
  expect((await server.owner.delete(`/tokens/${made.id}`)).status).toBe(200);
  answer.resolve(true);
  expect((await ask(agent.transport.sessionId, made.token, list)).status).toBe(401);
  await until(async () => ((await server.owner.get(`/executions/${id}`)).body.state === "running" ? true : undefined));
  await agent.client.close();
  expect(await ended).toBe("ended");
  expect((await server.owner.get(`/executions/${id}`)).body.state).toBe("running");
});

test("a token has so many sessions and no more: the one that rested longest ends, and each after a day of rest", async () => {
  const { token } = await reader();
  const sessions: string[] = [];
  for (let each = 0; each < 11; each += 1) sessions.push(await begin(token));
  expect(new Set(sessions).size).toBe(11);
  const statusOf = async (session: string | undefined) => (await ask(session, token, list)).status;
  expect([await statusOf(sessions[0]), await statusOf(sessions[1]), await statusOf(sessions[10])]).toEqual([
    404, 200, 200,
  ]);
  later += 9 * 60 * 60_000;
  await server.app.rights.changed();
  await until(async () => ((await statusOf(sessions[10])) === 404 ? true : undefined));
  later = 0;
});

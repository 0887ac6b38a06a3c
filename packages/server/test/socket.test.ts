import { io, type Socket } from "socket.io-client";
import { describe, expect, test } from "vitest";
import { createGate, createProject, endOf, type Project, runInline } from "./executions.ts";
import { followStream } from "./follow.ts";
import { type Client, createClient, startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;
let project: Project;
let ended: string;
const sockets: Socket[] = [];

share(
  async () => {
    server = await startServer();
    project = await createProject(server.owner);
    const { body } = await runInline(server.owner, project, {
      text: "name: shop\nstages:\n  build: { steps: [\"seq -f 'build %g' 1 30\"] }\n",
    });
    ended = body.id;
    await endOf(server.owner, ended);
  },
  async () => {
    for (const socket of sockets) socket.disconnect();
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
);

interface Received {
  readonly event: string;
  readonly data: ReturnType<typeof JSON.parse>;
}

/** A connected client that remembers what it is sent. */
async function connect(options: Parameters<typeof io>[1]): Promise<{ socket: Socket; received: Received[] }> {
  const socket = io(server.url, { reconnection: false, ...options });
  sockets.push(socket);
  const received: Received[] = [];
  socket.onAny((event: string, data: Received["data"]) => received.push({ event, data }));
  await new Promise<void>((resolve, reject) => {
    socket.once("connect", resolve);
    socket.once("connect_error", reject);
  });
  return { socket, received };
}

async function next(socket: Socket, event: string): Promise<Received["data"]> {
  return await new Promise((resolve) => socket.once(event, resolve));
}

function textsOf(received: readonly Received[]): readonly string[] {
  return received
    .filter(({ event }) => event === "log_update")
    .flatMap(({ data }) => data.lines.map(({ text }: { text: string }) => text));
}

describe("the log subscription protocol", () => {
  for (const transports of [["websocket"], ["polling"]]) {
    test(`gives an execution's lines and its end over ${transports[0]}`, async () => {
      const { socket, received } = await connect({ transports, auth: { token: server.owner.token } });
      const complete = next(socket, "log_complete");
      socket.emit("subscribe_logs", { pipeline_id: null, execution_id: ended });
      expect(await complete).toEqual({ pipeline_id: null, execution_id: ended, outcome: "success" });
      expect(received[0]).toEqual({ event: "subscribed", data: { pipeline_id: null, execution_id: ended } });
      expect(received[1]?.data.lines[0]).toEqual({
        line: 1,
        stage: "build",
        instance: "build",
        attempt: 1,
        attempt_line: 1,
        stream: "stdout",
        at: expect.stringMatching(/Z$/),
        text: "build 1",
        truncated: false,
      });
      expect(textsOf(received)).toEqual(Array.from({ length: 30 }, (_, index) => `build ${index + 1}`));
    });
  }

  test("gives lines while they come, from where it is asked to, and stops when told so", async () => {
    const { body } = await runInline(server.owner, project, {
      text: "name: slow\nstages:\n  a: { steps: ['for i in $(seq 1 400); do echo $i; sleep 0.02; done'] }\n",
    });
    const id = body.id;
    const { socket, received } = await connect({ auth: { token: server.owner.token } });
    socket.emit("subscribe_logs", { execution_id: id, stage: "a", from: 3 });
    await next(socket, "log_update");
    await next(socket, "log_update");
    expect(textsOf(received)[0]).toBe("3");
    socket.emit("unsubscribe_logs", { execution_id: id });
    socket.emit("subscribe_logs", { execution_id: ended });
    await next(socket, "log_complete");
    const count = received.filter(({ data }) => data.execution_id === id).length;
    await server.owner.post(`/executions/${id}/cancel`, { force: true });
    await endOf(server.owner, id);
    expect(received.filter(({ data }) => data.execution_id === id)).toHaveLength(count);
  });

  test("tells what is wrong, and nothing of what belongs to others", async () => {
    const outsider = await server.outsider();
    const { socket } = await connect({ auth: { token: outsider.token } });
    const ask = async (data: unknown): Promise<Received["data"]> => {
      const error = next(socket, "log_error");
      socket.emit("subscribe_logs", data);
      return await error;
    };
    const theirs = await ask({ execution_id: ended });
    const none = await ask({ execution_id: "01a1fc42-b97f-7bef-9713-0b6621de95a7" });
    expect(theirs).toMatchObject({ execution_id: ended, code: "not-found" });
    expect(theirs.message.replace(ended, "")).toBe(none.message.replace(none.execution_id, ""));
    for (const data of [undefined, "x", {}, { execution_id: 7 }, { execution_id: "a", from: 0 }]) {
      expect(await ask(data)).toMatchObject({ code: "invalid-input" });
    }
    const mine = await connect({ auth: { token: server.owner.token } });
    const other = next(mine.socket, "log_error");
    mine.socket.emit("subscribe_logs", { execution_id: ended, pipeline_id: "01a1fc42-b97f-7bef-9713-0b6621de95a7" });
    expect(await other).toMatchObject({ code: "not-found" });
  });

  test("lets nobody in who is not signed in, nor a page of another site with its visitor's cookie", async () => {
    for (const auth of [{}, { token: "hr_nonsense" }, { token: "a\r\nb: c" }, { token: 7 }]) {
      await expect(connect({ auth })).rejects.toMatchObject({ data: { code: "unauthenticated" } });
    }
    for (const origin of ["https://evil.example.org", "null"]) {
      const extraHeaders = { cookie: "better-auth.session_token=x", origin };
      await expect(connect({ transports: ["websocket"], extraHeaders })).rejects.toThrow();
    }
    const own = { cookie: "better-auth.session_token=x", origin: server.url };
    await expect(connect({ transports: ["websocket"], extraHeaders: own })).rejects.toMatchObject({
      data: { code: "unauthenticated" },
    });
  });

  test("ends what a revoked token asks for next", async () => {
    const { id, token } = await tokenFor(server.owner, "brief");
    const { socket } = await connect({ auth: { token } });
    await server.owner.delete(`/tokens/${id}`);
    const error = next(socket, "log_error");
    socket.emit("subscribe_logs", { execution_id: ended });
    expect(await error).toMatchObject({ code: "unauthenticated" });
  });

  test("ends what is followed as soon as the right to it is gone, though no line comes; so do streams of events", async () => {
    await using gate = await createGate();
    const text = `name: quiet\nstages:\n  a: { steps: ['echo begun; ${gate.wait}'] }\n`;
    const { id: executionId } = (await runInline(server.owner, project, { text })).body;
    const leaving = await server.client({ role: "viewer" });
    const revoked = await tokenFor(server.owner, "revoked");
    const stays = await connect({ auth: { token: server.owner.token } });
    const follow = async (token: string) => {
      const { socket } = await connect({ auth: { token } });
      const begun = next(socket, "log_update");
      socket.emit("subscribe_logs", { execution_id: executionId });
      await begun;
      const client = createClient(server.url, token, "");
      const streams = ["logs", "events"].map((path) => {
        const open = Promise.withResolvers<void>();
        const enough = (events: readonly unknown[]): boolean => {
          if (events.length > 0) open.resolve();
          return false;
        };
        const over = followStream(client, `/executions/${executionId}/${path}?follow=true`, { enough });
        return { open: open.promise, over };
      });
      await Promise.all(streams.map(({ open }) => open));
      const over = Promise.all(streams.map((stream) => stream.over));
      // Of an attempt that has failed nobody asks any more, and its server cuts what is open.
      over.catch(() => undefined);
      return { error: next(socket, "log_error"), over };
    };
    const [one, other] = [await follow(revoked.token), await follow(leaving.token)];
    stays.socket.emit("subscribe_logs", { execution_id: executionId });
    const unauthenticated = { event: "problem", data: { status: 401, code: "unauthenticated" } };
    await server.owner.delete(`/tokens/${revoked.id}`);
    expect(await one.error).toMatchObject({ execution_id: executionId, code: "unauthenticated" });
    for (const events of await one.over) expect(events.at(-1)).toMatchObject(unauthenticated);
    await server.owner.delete(`/members/${leaving.userId}`);
    expect(await other.error).toMatchObject({ execution_id: executionId, code: "unauthenticated" });
    for (const events of await other.over) expect(events.at(-1)).toMatchObject(unauthenticated);
    const complete = next(stays.socket, "log_complete");
    await gate.open();
    expect(await complete).toMatchObject({ outcome: "success" });
  });
});

async function tokenFor(client: Client, name: string): Promise<{ readonly id: string; readonly token: string }> {
  return (await client.post("/tokens", { name, scopes: ["read"] })).body;
}

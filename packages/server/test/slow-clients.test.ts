import { writeFile } from "node:fs/promises";
import { get, type IncomingMessage } from "node:http";
import { join } from "node:path";
import { io } from "socket.io-client";
import { describe, expect, test } from "vitest";
import { createProject, endOf, type Project, runInline } from "./executions.ts";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;
let project: Project;

share(
  async () => {
    server = await startServer();
    project = await createProject(server.owner);
  },
  async () => {
    await server[Symbol.asyncDispose]();
    await project.remove();
  },
);

const lineBytes = 100;
/** Above what the server takes without anybody who watches: what is held for slow clients is a few megabytes each. */
const mostGrowth = 200 * 1024 * 1024;

/** Says `ready`, and prints once it may. */
async function startPrinting(name: string, bytes: number): Promise<{ readonly id: string; go(): Promise<void> }> {
  const file = join(project.directory, name);
  const started = await runInline(server.owner, project, {
    text: `
name: ${name}
stages:
  print:
    steps:
      - run: |
          echo ready
          until test -e '${file}'; do sleep 0.02; done
          yes '${"x".repeat(lineBytes - 1)}' | head -c ${bytes}
`,
  });
  expect(started).toMatchObject({ status: 201 });
  return { id: started.body.id, go: () => writeFile(file, "") };
}

/** The most that this process took while it waited for the end. */
async function peakUntilEnd(id: string): Promise<number> {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage().rss);
  }, 10);
  expect(await endOf(server.owner, id)).toMatchObject({ outcome: "success" });
  clearInterval(timer);
  return peak;
}

interface Span {
  readonly from: number;
  readonly to: number;
}

describe("a client that does not read", () => {
  test("of a stream holds nothing up, costs little, and is told what it missed", async () => {
    const printing = await startPrinting("stream", 200_000_000);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = { authorization: `Bearer ${server.owner.token}` };
      get(`${server.url}/api/v1/executions/${printing.id}/logs?follow=true`, { headers }, resolve).once(
        "error",
        reject,
      );
    });
    let text = "";
    const hasStarted = new Promise<void>((resolve) => {
      response.on("data", (chunk: Buffer) => {
        text += chunk.toString("utf8");
        if (text.includes('"ready"')) resolve();
      });
    });
    await hasStarted;
    response.pause();
    const before = process.memoryUsage().rss;
    await printing.go();
    expect((await peakUntilEnd(printing.id)) - before).toBeLessThan(mostGrowth);

    response.resume();
    await new Promise((resolve) => response.once("end", resolve));
    const spans: (Span & { readonly event: string })[] = [];
    for (const part of text.split("\n\n")) {
      const [, event = "", data = ""] = /^event: (\w+)\ndata: (.*)$/m.exec(part) ?? [];
      if (event === "lines") {
        const { lines } = JSON.parse(data);
        spans.push({ event, from: lines[0].line, to: lines.at(-1).line });
      } else if (event === "gap") spans.push({ event, ...JSON.parse(data) });
      else if (event === "complete") spans.push({ event, from: 0, to: 0 });
    }
    // What it was given and what it was told to fetch are all lines, each once.
    expect(spans.at(-1)?.event).toBe("complete");
    let next = 1;
    for (const { event, from, to } of spans.slice(0, -1)) {
      expect([event, from]).toEqual([event, next]);
      next = to + 1;
    }
    expect(next - 1).toBe(1 + 200_000_000 / lineBytes);
    const gap = spans.find(({ event }) => event === "gap");
    expect(gap).toBeDefined();
    const range = await server.owner.get(`/executions/${printing.id}/logs?from=${gap?.from}&limit=2`);
    expect(range.body.items.map(({ line }: { line: number }) => line)).toEqual([gap?.from, (gap?.from ?? 0) + 1]);
  });

  test("of a socket holds nothing up either", async () => {
    const printing = await startPrinting("socket", 40_000_000);
    const socket = io(server.url, { transports: ["websocket"], auth: { token: server.owner.token } });
    const spans: (Span & { readonly gap: boolean })[] = [];
    const complete = new Promise((resolve) => socket.once("log_complete", resolve));
    const hasStarted = new Promise<void>((resolve) => {
      socket.on("log_update", ({ lines, gap }) => {
        if (lines.length > 0) spans.push({ gap: false, from: lines[0].line, to: lines.at(-1).line });
        if (gap !== undefined) spans.push({ gap: true, ...gap });
        resolve();
      });
    });
    socket.emit("subscribe_logs", { execution_id: printing.id });
    await hasStarted;
    const connection: unknown = Reflect.get(socket.io.engine.transport, "ws");
    if (!isPausable(connection)) throw new Error("the client's connection cannot be paused");
    connection.pause();
    const before = process.memoryUsage().rss;
    await printing.go();
    expect((await peakUntilEnd(printing.id)) - before).toBeLessThan(mostGrowth);
    connection.resume();
    await complete;
    socket.disconnect();
    let next = 1;
    for (const { from, to } of spans) {
      expect(from).toBe(next);
      next = to + 1;
    }
    expect(next - 1).toBe(1 + 40_000_000 / lineBytes);
    expect(spans.some(({ gap }) => gap)).toBe(true);
  });
});

interface Pausable {
  pause(): void;
  resume(): void;
}

function isPausable(value: unknown): value is Pausable {
  return typeof value === "object" && value !== null && "pause" in value && "resume" in value;
}

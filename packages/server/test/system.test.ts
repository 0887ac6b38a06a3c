import { rename } from "node:fs/promises";
import { expect, test } from "vitest";
import { startServer, type TestServer } from "./start-server.ts";
import { share } from "./support/share.ts";

let server: TestServer;
share(
  async () => {
    server = await startServer();
  },
  async () => {
    await server[Symbol.asyncDispose]();
  },
);

test("anybody may ask whether the server lives, whether it can work, and what it is", async () => {
  expect(await server.stranger.get("/health")).toMatchObject({ status: 200, body: { status: "ok" } });
  expect(await server.stranger.get("/system/version")).toMatchObject({ status: 200, body: { version: "0.1.0" } });
  const ready = await server.stranger.get("/ready");
  expect(ready).toMatchObject({ status: 200, body: { status: "ready" } });
  expect(ready.body.checks).toEqual([
    { name: "database", ok: true },
    { name: "data directory", ok: true },
    { name: "disk", ok: true },
  ]);
});

test("a server whose data directory is gone is not ready, and does not say where it was", async () => {
  let now = Date.now();
  await using lost = await startServer({ clock: { ...server.app.clock, now: () => now } });
  const { dataDirectory } = lost.app.options;
  expect((await lost.stranger.get("/ready")).status).toBe(200);
  await rename(dataDirectory, `${dataDirectory}-away`);
  try {
    expect((await lost.stranger.get("/ready")).status).toBe(200);
    now += 10_000;
    const answer = await lost.stranger.get("/ready");
    expect(answer).toMatchObject({ status: 503, body: { code: "unavailable" } });
    expect(answer.body.checks).toContainEqual({ name: "data directory", ok: false });
    expect(JSON.stringify(answer.body)).not.toContain(dataDirectory);
  } finally {
    await rename(`${dataDirectory}-away`, dataDirectory);
  }
});

test("what is measured is read as Prometheus reads it", async () => {
  await server.owner.get("/repositories");
  await server.stranger.get("/repositories");
  const { status, headers, body } = await server.owner.get("/metrics");
  expect(status).toBe(200);
  expect(headers.get("content-type")).toContain("text/plain; version=0.0.4");
  const samples = new Map<string, number>();
  for (const line of String(body).trimEnd().split("\n")) {
    if (line.startsWith("#")) {
      expect(line).toMatch(/^# (HELP \w+ .+|TYPE \w+ (counter|gauge|histogram))$/);
      continue;
    }
    const [, name = "", value] = /^(\w+(?:\{\w+="[^"]*"(?:,\w+="[^"]*")*\})?) (\S+)$/.exec(line) ?? [];
    expect(name, line).not.toBe("");
    samples.set(name, Number(value));
  }
  expect(samples.get('headrace_requests_total{operation="repositories.list",outcome="done"}')).toBe(1);
  expect(samples.get('headrace_requests_total{operation="repositories.list",outcome="unauthenticated"}')).toBe(1);
  expect(samples.get('headrace_executions{state="queued"}')).toBe(0);
  expect(samples.get('headrace_info{version="0.1.0"}')).toBe(1);
  expect(samples.get('headrace_request_seconds_bucket{le="+Inf"}')).toBe(samples.get("headrace_request_seconds_count"));
  for (const name of ["process_resident_memory_bytes", "process_cpu_seconds_total", "headrace_uptime_seconds"]) {
    expect(samples.get(name), name).toBeGreaterThan(0);
  }
  for (const name of ["headrace_log_bytes", 'headrace_event_loop_lag_seconds{of="p99"}']) {
    expect(samples.get(name), name).toBeGreaterThanOrEqual(0);
  }
  const developer = await server.client({ role: "developer" });
  expect((await developer.get("/metrics")).status).toBe(403);
});

test("the last organization of a server stays", async () => {
  const { name } = (await server.owner.get("/organization")).body;
  const { status, body } = await server.owner.delete(`/organization?name=${encodeURIComponent(name)}`);
  expect({ status, body }).toMatchObject({
    status: 409,
    body: { code: "conflict", mend: expect.stringContaining("make another one first") },
  });
  expect((await server.owner.get("/organization")).status).toBe(200);
});

test("a body that says it is JSON and is empty is no body", async () => {
  expect((await server.owner.post("/nowhere", "")).status).toBe(404);
  expect((await server.owner.post("/repositories", "")).body).toMatchObject({
    code: "invalid-input",
    faults: [{ path: "name" }, { path: "location" }],
  });
  expect((await server.owner.post("/repositories", "{")).body).toMatchObject({
    code: "invalid-input",
    detail: "the body is not JSON",
  });
});

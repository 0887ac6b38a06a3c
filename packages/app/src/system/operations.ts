import { Readable } from "node:stream";
import { z } from "zod";
import { ByteAnswer } from "../operations/answers.ts";
import { defineOperation } from "../operations/operation.ts";
import { Problem } from "../problems/problem.ts";
import { metricsText } from "./metrics-text.ts";

const health = defineOperation({
  name: "system.health",
  summary: "Say that the server answers",
  input: z.strictObject({}),
  output: z.object({ status: z.literal("ok") }),
  access: { kind: "public" },
  effect: "read",
  http: { method: "GET", path: "/system/health", aliases: ["/health"] },
  example: { input: {}, output: { status: "ok" } },
  handle: async () => ({ status: "ok" as const }),
});

const checks = z.array(z.object({ name: z.enum(["database", "data directory", "disk"]), ok: z.boolean() }));

const readiness = defineOperation({
  name: "system.readiness",
  summary: "Say whether the server can work: the database takes writes, the data directory is there and has room",
  description: "503 where it cannot, with the same `checks`. An answer stands for two seconds.",
  input: z.strictObject({}),
  output: z.object({ status: z.literal("ready"), checks }),
  access: { kind: "public" },
  effect: "read",
  http: { method: "GET", path: "/system/readiness", aliases: ["/ready"] },
  example: {
    input: {},
    output: {
      status: "ready",
      checks: [
        { name: "database", ok: true },
        { name: "data directory", ok: true },
        { name: "disk", ok: true },
      ],
    },
  },
  handle: async ({ app }) => {
    const found = [...(await app.readiness())];
    const broken = found.filter(({ ok }) => !ok).map(({ name }) => name);
    if (broken.length > 0) {
      throw new Problem("unavailable", `not ready: ${broken.join(", ")}`, {
        mend: "look at the server's log and at its disk",
        detail: { checks: found },
      });
    }
    return { status: "ready" as const, checks: found };
  },
});

const version = defineOperation({
  name: "system.version",
  summary: "Say which version of Headrace runs",
  input: z.strictObject({}),
  output: z.object({ version: z.string() }),
  access: { kind: "public" },
  effect: "read",
  http: { method: "GET", path: "/system/version", aliases: ["/version"] },
  example: { input: {}, output: { version: "0.1.0" } },
  handle: async ({ app }) => ({ version: app.options.version }),
});

const metrics = defineOperation({
  name: "system.metrics",
  summary: "Give what the server measures, as Prometheus reads it",
  description:
    "Of the process: requests, lag of the event loop, memory, bytes of logs. Of the organization: executions and stages by state. Let a token with the scope `read` fetch it.",
  input: z.strictObject({}),
  output: z.string(),
  access: { kind: "organization", permission: "system.read" },
  effect: "read",
  http: { method: "GET", path: "/system/metrics", aliases: ["/metrics"], answers: ["bytes"] },
  example: { input: {} },
  handle: async ({ app, scope }) => {
    const text = Buffer.from(await metricsText(app, scope.organizationId));
    return new ByteAnswer(Readable.from([text]), {
      contentType: "text/plain; version=0.0.4; charset=utf-8",
      length: text.length,
    });
  },
});

export const systemOperations = [health, readiness, version, metrics] as const;

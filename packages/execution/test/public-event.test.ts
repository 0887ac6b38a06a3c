import { readFileSync } from "node:fs";
import { type ExecutionEvent, publicEvent } from "@headrace/execution";
import { describe, expect, test } from "vitest";
import { envelopeReference, eventReference } from "../src/reference/event-reference.ts";
import { renderEventReference } from "../src/reference/render-event-reference.ts";
import { plan } from "./support/pipelines.ts";
import { createWorld } from "./support/world.ts";

const executionId = "0198c5a0-7a3e-7c1d-9b2f-4d5e6f708192";

describe("the public form of an event", () => {
  test("begins with seq, at, type and executionId, and has its times in ISO 8601", () => {
    const event: ExecutionEvent = {
      type: "stage.retrying",
      stage: "build",
      instance: "build",
      attempt: 1,
      outcome: "failed",
      exitCode: 2,
      durationMs: 1_500,
      nextAttemptAt: Date.UTC(2026, 0, 5, 9, 0, 5),
      seq: 9,
      at: Date.UTC(2026, 0, 5, 9, 0, 0, 120),
      executionId,
    };
    expect(JSON.stringify(publicEvent(event))).toBe(
      `{"seq":9,"at":"2026-01-05T09:00:00.120Z","type":"stage.retrying","executionId":"${executionId}",` +
        '"stage":"build","instance":"build","attempt":1,"outcome":"failed","exitCode":2,"durationMs":1500,' +
        '"nextAttemptAt":"2026-01-05T09:00:05.000Z"}',
    );
  });

  test("a time that is none does not break the stream", () => {
    const event: ExecutionEvent = { type: "execution.started", seq: 1, at: Number.NaN, executionId };
    expect(publicEvent(event)).toMatchObject({ at: null });
  });

  test("every field that executions produce is documented, and every time is one", () => {
    const stages = {
      list: { retry: { attempts: 2, on: ["failed"], backoff: 10 } },
      test: { needs: ["list"], matrix: { axes: { a: "${{ fromJSON(needs.list.outputs.list) }}" } } },
      docs: { when: "hashFiles('docs/**') == ''" },
      deploy: { environment: { name: "production" } },
    } as const;
    const world = createWorld(plan(stages));
    world.act();
    world.crash();
    world.end("list", { outcome: "failed", message: "no space" });
    world.release();
    world.run({ list: { outputs: { list: "[1, 2]" } } });
    expect(new Set(world.events.map(({ type }) => type)).size).toBeGreaterThan(8);
    for (const event of world.events) {
      const documented: Record<string, { readonly type: string }> = {
        ...envelopeReference,
        ...eventReference[event.type].fields,
      };
      for (const [name, value] of Object.entries(publicEvent(event))) {
        expect(Object.keys(documented)).toContain(name);
        if (documented[name]?.type === "time") expect(value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      }
    }
  });
});

test("docs/events.md is what the events' reference says; node scripts/write-event-reference.ts writes it", () => {
  expect(readFileSync(new URL("../../../docs/events.md", import.meta.url), "utf8")).toBe(renderEventReference());
});

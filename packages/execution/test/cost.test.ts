import { type ExecutionEvent, type ExecutionState, reduce } from "@headrace/execution";
import { expect, test } from "vitest";
import { plan, type StageSketch } from "./support/pipelines.ts";
import { createWorld } from "./support/world.ts";

/** Chains of ten stages, the first of each being queued at the start. */
function midway(count: number): { readonly state: ExecutionState; readonly events: readonly ExecutionEvent[] } {
  const stages: Record<string, StageSketch> = {};
  for (let index = 0; index < count; index += 1) {
    stages[`s${index}`] = { needs: index % 10 === 0 ? [] : [`s${index - 1}`] };
  }
  const world = createWorld(plan(stages, { concurrency: 1 }));
  world.act();
  const before = world.state;
  world.end("s0");
  world.act();
  world.end(world.running()[0] ?? "");
  world.act();
  return { state: before, events: world.events.slice(before.seq) };
}

/** Counts the objects of a value that were not met before: what an event had to make. */
function countFresh(value: unknown, met: Set<object>): number {
  if (typeof value !== "object" || value === null || met.has(value)) return 0;
  met.add(value);
  let count = 1;
  for (const part of Object.values(value)) count += countFresh(part, met);
  return count;
}

function costliest(count: number): number {
  const { state, events } = midway(count);
  const met = new Set<object>([state.plan, state.blueprint]);
  countFresh(state, met);
  let most = 0;
  let current = state;
  for (const event of events) {
    countFresh(event, met);
    current = reduce(current, event);
    most = Math.max(most, countFresh(current, met));
  }
  return most;
}

test("an event makes about as many objects among 20,000 stages as among ten", () => {
  const few = costliest(10);
  const many = costliest(20_000);
  expect(few).toBeGreaterThan(5);
  // Each index is a tree, whose path grows with the logarithm: 14 levels in place of 4.
  expect(many).toBeLessThan(few * 4);
});

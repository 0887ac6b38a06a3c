import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Polling, type PollingNeeds, planFirstLooks, planPolling } from "../../src/collector/plan-polling.ts";
import type { Spent } from "../../src/connections/kept-budget.ts";

const nothing: Spent = { looks: 0, others: 0, recent: [] };
const minute = 60_000;
const hour = 60 * minute;

/** Each minute a plan, and what it comes to: looks at what is active, at the stages of what runs there, and so on. */
function livePlans(
  active: (minute: number) => number,
  minutes: number,
  { repositories = 200, requestLimit = 1_000 } = {},
) {
  const spent: number[] = [];
  return Array.from({ length: minutes }, (_, now) => {
    const recent = spent.map((looks, at) => ({ looks, ago: (now - at) * minute })).filter(({ ago }) => ago < hour);
    const looks = recent.reduce((total, one) => total + one.looks, 0);
    const busy = active(now);
    const needs = { requestLimit, active: busy, running: busy, resting: repositories - busy, isBehind: true };
    const plan = planPolling({ ...needs, spent: { looks, others: 0, recent } });
    spent.push(minute * costOf(needs, plan));
    const ofHour = spent.slice(-60).reduce((total, each) => total + each, 0);
    return { ...plan, ofHour };
  });
}

/** Requests of a millisecond. */
function costOf(
  { active, running, resting }: Counts,
  { activeEvery, stagesEvery, restingEvery, changesEvery }: Polling,
) {
  const of = (count: number, every: number) => (count === 0 ? 0 : count / every);
  return (
    of(active, activeEvery) +
    of(running, stagesEvery) +
    of(resting, restingEvery) +
    (changesEvery === undefined ? 0 : 1 / changesEvery)
  );
}

type Counts = Pick<PollingNeeds, "active" | "running" | "resting">;

const most = (plans: readonly Polling[], key: "activeEvery" | "restingEvery") =>
  Math.max(...plans.map((plan) => plan[key]));

it("holds 200 repositories under 15 minutes with 1,000 requests an hour, and active ones under 60 seconds", () => {
  const busy = [
    [1, 180],
    [2, 30],
    [3, 15],
    [5, 5],
  ] as const;
  for (const [count, minutes] of busy) {
    const plans = livePlans((now) => (now < 60 ? 0 : count), 60 + minutes);
    expect(most(plans, "restingEvery")).toBeLessThan(15 * minute);
    expect(most(plans.slice(60), "activeEvery")).toBeLessThan(minute);
  }
});

it("asks which repositories changed about once a minute, unless the resting ones are looked at as often", () => {
  const needs = { requestLimit: 1_000, active: 1, running: 1, isBehind: true, spent: nothing };
  expect(planPolling({ ...needs, resting: 199 }).changesEvery).toBeLessThan(minute);
  expect(planPolling({ ...needs, resting: 5 }).changesEvery).toBeUndefined();
  expect(planPolling({ ...needs, active: 0, running: 0, resting: 0 }).changesEvery).toBeUndefined();
});

it("says what it can hold with less", () => {
  const needs = { requestLimit: 500, active: 0, running: 0, resting: 200, isBehind: false, spent: nothing };
  const { restingEvery, changesEvery } = planPolling(needs);
  expect(restingEvery).toBeGreaterThan(20 * minute);
  expect(changesEvery).toBeLessThan(4 * minute);
});

it("looks at few repositories often", () => {
  const needs = { requestLimit: 1_000, active: 1, running: 1, resting: 2, isBehind: false, spent: nothing };
  expect(planPolling(needs)).toEqual({
    activeEvery: 10_000,
    stagesEvery: 10_000,
    restingEvery: minute,
    changesEvery: undefined,
    forOthers: 14,
    forMoreLooks: expect.any(Number),
  });
});

it("never plans more than the hour's budget, nor looks at what is active less often than at what rests", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 60, max: 20_000 }),
      fc.integer({ min: 1, max: 2_000 }),
      fc.array(fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 40 })), {
        minLength: 1,
        maxLength: 5,
      }),
      (requestLimit, repositories, parts) => {
        const busy = parts.flatMap(([count, minutes]) => Array.from({ length: minutes }, () => count));
        const active = (now: number) => Math.min(repositories, busy[now] ?? 0);
        const plans = livePlans(active, busy.length, { repositories, requestLimit });
        for (const [now, { activeEvery, restingEvery, ofHour }] of plans.entries()) {
          expect(ofHour).toBeLessThanOrEqual(requestLimit);
          if (active(now) > 0 && active(now) < repositories) expect(activeEvery).toBeLessThanOrEqual(restingEvery);
        }
      },
    ),
    { numRuns: 50 },
  );
});

it("holds all under 15 minutes where many are active and nothing runs", () => {
  const needs = { requestLimit: 1_000, active: 100, running: 0, resting: 100, isBehind: false, spent: nothing };
  const { activeEvery, restingEvery } = planPolling(needs);
  expect(Math.max(activeEvery, restingEvery)).toBeLessThan(15 * minute);
});

// The table in docs/connections.md: minutes that so many are held under 60 seconds, after an hour in which nothing ran.
it.each([
  [50, [120, 120, 120, 120, 47]],
  [100, [120, 120, 120, 120, 33]],
  [150, [120, 120, 120, 42, 17]],
  [200, [120, 37, 19, 7, 0]],
])("holds of %i repositories those that run as fresh as is documented", (repositories, minutes) => {
  const held = [1, 2, 3, 5, 10].map((count) => {
    const plans = livePlans((now) => (now < 60 ? 0 : count), 180, { repositories }).slice(60);
    const late = plans.findIndex(({ activeEvery }) => activeEvery > minute);
    return late === -1 ? plans.length : late;
  });
  expect(held).toEqual(minutes);
});

describe("first looks", () => {
  const polling = (repositories: number, spent: Spent = nothing) =>
    planPolling({ requestLimit: 1_000, active: 0, running: 0, resting: repositories, isBehind: true, spent });

  it("come at once where the hour bears it", () => {
    expect(planFirstLooks(polling(50), 50)).toEqual(Array.from({ length: 50 }, () => 0));
  });

  it("come one after another where it does not, the last one within the time of a look at all", () => {
    const of = polling(200);
    const waits = planFirstLooks(of, 200);
    expect(waits[0]).toBe(0);
    expect(waits).toEqual(waits.toSorted((one, other) => one - other));
    expect(new Set(waits).size).toBe(200);
    expect(waits.at(-1)).toBeLessThan(of.restingEvery);
  });

  it("wait where the last minutes have spent what they would cost", () => {
    const recent = [{ looks: 900, ago: minute }];
    const waits = planFirstLooks(polling(50, { looks: 900, others: 0, recent }), 50);
    expect(waits.filter((wait) => wait === 0)).toHaveLength(1);
    const longAgo = [{ looks: 900, ago: 61 * minute }];
    expect(planFirstLooks(polling(50, { looks: 0, others: 0, recent: longAgo }), 50).at(-1)).toBe(0);
  });

  it("leave what can wait as much less", () => {
    const recent = [{ looks: 150, ago: 0 }];
    expect(polling(150, { looks: 150, others: 0, recent }).forOthers).toBeLessThan(polling(150).forOthers);
  });
});

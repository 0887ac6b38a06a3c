import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { planFirstLooks, planPolling } from "../../src/collector/plan-polling.ts";
import type { Spent } from "../../src/connections/kept-budget.ts";

const nothing: Spent = { looks: 0, others: 0, recent: [] };
const minute = 60_000;
const hour = 60 * minute;

it("holds 200 repositories under 15 minutes with 1,000 requests an hour, and an active one under 60 seconds", () => {
  for (const active of [0, 1]) {
    const needs = {
      requestLimit: 1_000,
      active: 2 * active,
      resting: 200 - active,
      isBehind: active === 1,
      spent: nothing,
    };
    const { activeEvery, restingEvery } = planPolling(needs);
    expect(restingEvery).toBeLessThan(15 * minute);
    expect(activeEvery).toBeLessThan(minute);
  }
});

it("says what it can hold with less", () => {
  const { restingEvery } = planPolling({ requestLimit: 500, active: 0, resting: 200, isBehind: false, spent: nothing });
  expect(restingEvery).toBeGreaterThan(20 * minute);
});

it("looks at few repositories often", () => {
  expect(planPolling({ requestLimit: 1_000, active: 2, resting: 2, isBehind: false, spent: nothing })).toEqual({
    activeEvery: 10_000,
    restingEvery: minute,
    forOthers: 33,
    forMoreLooks: expect.any(Number),
  });
});

it("never plans more than the hour's budget, nor looks at what is active less often than at what rests", () => {
  const count = fc.integer({ min: 0, max: 2_000 });
  fc.assert(
    fc.property(
      fc.integer({ min: 60, max: 20_000 }),
      count,
      count,
      fc.boolean(),
      (requestLimit, active, resting, isBehind) => {
        const { activeEvery, restingEvery, forOthers } = planPolling({
          requestLimit,
          active,
          resting,
          isBehind,
          spent: nothing,
        });
        const spent = (active * hour) / activeEvery + (resting * hour) / restingEvery + forOthers;
        expect(spent).toBeLessThanOrEqual(requestLimit);
        if (active > 0 && resting > 0) expect(activeEvery).toBeLessThanOrEqual(restingEvery);
      },
    ),
  );
});

it("holds all under 15 minutes where many are active and nothing runs", () => {
  const { activeEvery, restingEvery } = planPolling({
    requestLimit: 1_000,
    active: 100,
    resting: 100,
    isBehind: false,
    spent: nothing,
  });
  expect(Math.max(activeEvery, restingEvery)).toBeLessThan(15 * minute);
});

// The table in docs/connections.md.
it.each([
  [50, [25, 49, 50, 50, 93]],
  [100, [50, 50, 50, 65, 126]],
  [150, [50, 50, 64, 104, 197]],
  [200, [57, 110, 160, 252, 442]],
])("holds of %i repositories those that run as fresh as is documented", (repositories, seconds) => {
  const every = [1, 2, 3, 5, 10].map((active) => {
    const resting = repositories - active;
    return planPolling({ requestLimit: 1_000, active: 2 * active, resting, isBehind: true, spent: nothing });
  });
  expect(every.map(({ activeEvery }) => Math.floor(activeEvery / 1_000))).toEqual(seconds);
  expect(Math.max(...every.map(({ restingEvery }) => restingEvery))).toBeLessThan(15 * minute);
});

describe("first looks", () => {
  const polling = (repositories: number, spent: Spent = nothing) =>
    planPolling({ requestLimit: 1_000, active: 0, resting: repositories, isBehind: true, spent });

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

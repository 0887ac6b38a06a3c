import fc from "fast-check";
import { expect, it } from "vitest";
import { planPolling } from "../../src/collector/plan-polling.ts";

const nothing = { looks: 0, others: 0 };
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
    forOthers: 49,
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

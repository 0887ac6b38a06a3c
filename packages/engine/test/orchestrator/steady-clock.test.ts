import { createSteadyClock } from "@headrace/engine";
import fc from "fast-check";
import { expect, test } from "vitest";

test("goes on when the machine's clock is set back, and follows it when it is set forward", () => {
  let wall = 1_000_000;
  let elapsed = 0;
  const clock = createSteadyClock({ wall: () => wall, elapsed: () => elapsed });
  const after = (milliseconds: number, jump = 0): number => {
    wall += milliseconds + jump;
    elapsed += milliseconds;
    return clock.now();
  };
  expect(after(10)).toBe(1_000_010);
  expect(after(10, -500_000)).toBe(1_000_020);
  expect(after(10)).toBe(1_000_030);
  expect(after(10, 2_000_000)).toBe(3_000_040);
  expect(after(10, -1)).toBe(3_000_049);
});

test("never goes back, whatever the machine's clock does", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1_000), fc.integer({ min: -1_000_000, max: 1_000_000 }))), (steps) => {
      let wall = 1_700_000_000_000;
      let elapsed = 0;
      const clock = createSteadyClock({ wall: () => wall, elapsed: () => elapsed });
      let last = clock.now();
      for (const [milliseconds, jump] of steps) {
        wall += milliseconds + jump;
        elapsed += milliseconds;
        const now = clock.now();
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
    }),
  );
});

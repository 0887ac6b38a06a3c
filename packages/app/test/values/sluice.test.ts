import { setImmediate as nextTurn } from "node:timers/promises";
import { expect, test } from "vitest";
import { createSluice } from "../../src/values/sluice.ts";

test("a sluice lets so many through in each turn, in their order, and the first at once", async () => {
  const through = createSluice(() => 3);
  const passed: number[] = [];
  const arrive = (number: number) => through().then(() => passed.push(number));
  const all = [1, 2, 3, 4, 5, 6, 7].map(arrive);
  await Promise.resolve();
  await Promise.resolve();
  expect(passed).toEqual([1, 2, 3]);
  await nextTurn();
  // Who comes later stands behind those that wait.
  all.push(arrive(8));
  expect(passed.length).toBeLessThan(7);
  await Promise.all(all);
  expect(passed).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await nextTurn();
  await nextTurn();
  await arrive(9);
  expect(passed.at(-1)).toBe(9);
});

test("how many a sluice lets through may change from turn to turn", async () => {
  let many = 1;
  const through = createSluice(() => many);
  let passed = 0;
  const all = Array.from({ length: 6 }, () => through().then(() => (passed += 1)));
  await Promise.resolve();
  await Promise.resolve();
  expect(passed).toBe(1);
  many = 5;
  await nextTurn();
  await nextTurn();
  expect(passed).toBe(6);
  await Promise.all(all);
});

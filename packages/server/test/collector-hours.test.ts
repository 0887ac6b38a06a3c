import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  leap,
  longestGap,
  mostInAnHour,
  type Simulation,
  simulateHours,
  type Watched,
} from "./support/simulate-hours.ts";

const minute = 60_000;
const hour = 60 * minute;

/** The longest time without a look since they were connected, of all repositories; in milliseconds. */
function worst({ looks, remotes }: Watched, { began, now }: Simulation<string>): number {
  return Math.max(...remotes.map(({ full_name }) => longestGap(looks.get(full_name) ?? [], began, now())));
}

describe("200 repositories of each of three workspaces, from the moment of connecting", () => {
  let there: Simulation<"one" | "many" | "little">;
  /** What the page says every five minutes, of each. */
  const said: Record<keyof typeof there.of, { at: number; active: number; resting: number }[]> = {
    one: [],
    many: [],
    little: [],
  };
  const most = (name: keyof typeof said, key: "active" | "resting", since = 0) =>
    Math.max(...said[name].filter(({ at }) => at >= since).map((one) => one[key]));

  const each = { repositories: 200, requestLimit: 1_000, old: 6 };

  beforeAll(async () => {
    there = await simulateHours({
      one: { ...each, busy: () => 1, restsFor: 12 * minute, pushes: 25 * minute },
      many: { ...each, busy: (passed) => (passed < 35 * minute ? 3 : 10), runsFor: 15 * minute, restsFor: 15 * minute },
      little: { ...each, requestLimit: 500, busy: () => 1 },
    });
    for (let passed = 0; passed < 65 * minute; passed += 5 * minute) {
      await there.pass(5 * minute);
      for (const [name, watched] of Object.entries(there.of) as [keyof typeof said, Watched][]) {
        const { activeEvery, restingEvery } = await watched.collection();
        said[name].push({ at: there.now(), active: activeEvery * 1_000, resting: restingEvery * 1_000 });
      }
    }
  }, 300_000);
  afterAll(() => there[Symbol.asyncDispose]());

  test("with 1,000 requests an hour none is older than 15 minutes, one that runs not than one, and a push is noticed in one", async () => {
    const { one } = there.of;
    expect(worst(one, there)).toBeLessThan(15 * minute);
    expect(one.delays.length).toBeGreaterThan(10);
    expect(Math.max(...one.delays.map(({ ms }) => ms))).toBeLessThanOrEqual(minute);
    // Beside the one that runs, always another one is pushed to that rested.
    expect(one.noticed.length).toBeGreaterThan(2);
    expect(Math.max(...one.noticed.map(({ ms }) => ms))).toBeLessThanOrEqual(minute);
    // A look is one request: the stages of a run that takes 20 minutes are not read with each.
    const [first] = one.remotes[0]?.runs.slice(each.old) ?? [];
    expect(first?.state.name).toBe("COMPLETED");
    expect(one.stages.get(first?.uuid ?? "")).toBeGreaterThan(3);
    expect(one.stages.get(first?.uuid ?? "")).toBeLessThan(12);
    expect(await there.unfinished(one)).toBeLessThanOrEqual(1);
    expect(most("one", "active")).toBeLessThanOrEqual(minute);
    expect(most("one", "resting")).toBeLessThan(15 * minute);
  });

  test("with several that run those that rest are as fresh, and those that run as fresh as the page says", () => {
    const { many } = there.of;
    expect(worst(many, there)).toBeLessThan(15 * minute);
    const delaysFrom = (from: number, to: number) =>
      many.delays.filter(({ at }) => at > there.began + from && at <= there.began + to).map(({ ms }) => ms);
    const [three, ten] = [delaysFrom(0, 35 * minute), delaysFrom(35 * minute, 65 * minute)];
    expect(Math.min(three.length, ten.length)).toBeGreaterThan(10);
    // What 197 at rest leave of an hour is some 150: three for 15 minutes each, not ten.
    expect(Math.max(...three)).toBeLessThanOrEqual(minute);
    expect(Math.max(...ten)).toBeGreaterThan(2 * minute);
    // It is asked every five minutes, and says more from minute to minute.
    expect(Math.max(...ten)).toBeLessThanOrEqual(1.1 * most("many", "active") + leap);
  });

  test("with 500 it holds what it says", () => {
    const { little } = there.of;
    expect(most("little", "resting")).toBeGreaterThan(20 * minute);
    expect(worst(little, there)).toBeLessThanOrEqual(most("little", "resting") + leap);
  });

  test.each([
    ["one", 1_000],
    ["many", 1_000],
    ["little", 500],
  ] as const)("no hour of %s costs more than the %i it has, and none was refused", async (name, limit) => {
    const watched = there.of[name];
    expect(mostInAnHour(watched.spent)).toBeLessThanOrEqual(limit);
    expect(watched.spent.length).toBeGreaterThan(limit * 0.9);
    const { repositories } = await watched.collection();
    expect(repositories.filter(({ problem }: { readonly problem?: string }) => problem !== undefined)).toEqual([]);
  });
});

test("what is older is read of all repositories alike, by when it was said, however little of it an hour allows", {
  timeout: 300_000,
}, async () => {
  await using there = await simulateHours({
    some: { repositories: 5, requestLimit: 150, old: 60, busy: () => 0 },
  });
  const { some } = there.of;
  /** Runs here of each repository, fewest first. */
  const counts = async (): Promise<readonly number[]> => {
    const { repositories } = await some.collection();
    return repositories
      .map(({ runs }: { readonly runs: number }) => runs)
      .toSorted((one: number, other: number) => one - other);
  };
  const turn = 25;
  let doneBy: number | undefined;
  for (let minutes = 10; ; minutes += 10) {
    await there.pass(10 * minute);
    const of = await counts();
    expect((of.at(-1) ?? 0) - (of[0] ?? 0)).toBeLessThanOrEqual(turn);
    const { history } = await some.collection();
    if (history === undefined) break;
    if (minutes === 30) doneBy = Date.parse(history.doneBy);
    expect(minutes).toBeLessThan(12 * 60);
  }
  expect(await counts()).toEqual(Array.from({ length: 5 }, () => 60));
  expect(Math.abs((doneBy ?? 0) - there.now())).toBeLessThan(hour);
  expect(mostInAnHour(some.spent)).toBeLessThanOrEqual(150);
});

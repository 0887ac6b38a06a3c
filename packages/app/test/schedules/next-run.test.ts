import fc from "fast-check";
import { expect, test } from "vitest";
import { nextRun, nextRuns } from "../../src/schedules/next-run.ts";

function runs(cron: string, timezone: string, from: string, count: number): readonly string[] {
  return nextRuns({ cron, timezone }, Date.parse(from), count).map((time) => new Date(time).toISOString());
}

test("a fixed hour that daylight saving skips comes once, when it would have been", () => {
  expect(runs("30 2 * * *", "Europe/Rome", "2026-03-28T12:00:00Z", 2)).toEqual([
    "2026-03-29T01:00:00.000Z",
    "2026-03-30T00:30:00.000Z",
  ]);
});

test("a fixed hour that comes twice is taken once, also of several hours", () => {
  expect(runs("30 2 * * *", "Europe/Rome", "2026-10-24T12:00:00Z", 2)).toEqual([
    "2026-10-25T00:30:00.000Z",
    "2026-10-26T01:30:00.000Z",
  ]);
  expect(runs("30 1,2 * * *", "Europe/Rome", "2026-10-24T12:00:00Z", 3)).toEqual([
    "2026-10-24T23:30:00.000Z",
    "2026-10-25T00:30:00.000Z",
    "2026-10-26T00:30:00.000Z",
  ]);
});

test("what repeats goes on evenly through both changes", () => {
  for (const from of ["2026-03-28T23:00:00Z", "2026-10-24T22:00:00Z"]) {
    const times = nextRuns({ cron: "*/30 * * * *", timezone: "Europe/Rome" }, Date.parse(from), 12);
    expect(times.map((time) => time - Date.parse(from))).toEqual(times.map((_, index) => (index + 1) * 30 * 60_000));
  }
});

test("the next moment is always later, and nothing lies between", () => {
  const crons = ["*/5 * * * *", "0 3 * * *", "30 2 * * 0", "15 10 1 * *", "0 0 29 2 *"];
  const zones = ["UTC", "Europe/Rome", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
  const from = Date.parse("2026-01-01T00:00:00Z");
  fc.assert(
    fc.property(
      fc.constantFrom(...crons),
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 2 * 365 * 24 * 60 * 60 }),
      (cron, zone, seconds) => {
        const after = from + seconds * 1000;
        const next = nextRun(cron, zone, after);
        if (next === null) throw new Error("there is always one");
        expect(next).toBeGreaterThan(after);
        expect(nextRun(cron, zone, next - 1)).toBe(next);
      },
    ),
    { numRuns: 200 },
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDuration, parseDuration, printDuration } from "../../src/values/index.ts";

describe("durations", () => {
  test.each([
    ["90s", 90_000],
    ["30m", 1_800_000],
    ["2h", 7_200_000],
    ["7d", 604_800_000],
    ["500ms", 500],
    ["1h30m", 5_400_000],
    ["1.5s", 1500],
    ["1m500ms", 60_500],
    ["0s", 0],
    [" 10s ", 10_000],
  ])("%s", (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  test.each(["", "10", "s", "10 s", "-5s", "5m1h", "1h1h", "1e3s", "10sec", "1.2345s", "٣s", "99999999999999999999d"])(
    "%j is no duration",
    (text) => {
      expect(parseDuration(text)).toBeNull();
    },
  );

  test("what is printed is read back", () => {
    fc.assert(
      fc.property(fc.nat({ max: 10 ** 13 }), (milliseconds) => {
        expect(parseDuration(printDuration(milliseconds))).toBe(milliseconds);
      }),
    );
  });

  test.each([
    [0, "0 ms"],
    [850, "850 ms"],
    [999.6, "1.0 s"],
    [4200, "4.2 s"],
    [9960, "10 s"],
    [42_400, "42 s"],
    [59_600, "1m 00s"],
    [64_230, "1m 04s"],
    [3_599_600, "1h 00m"],
    [7_500_000, "2h 05m"],
    [86_399_000, "1d 00h"],
    [273_600_000, "3d 04h"],
    [-1500, "-1.5 s"],
  ])("%d ms is shown as %s", (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  test("never shows a 60 or an unrounded fraction", () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 10 ** 10, noNaN: true }), (milliseconds) => {
        expect(formatDuration(milliseconds)).toMatch(
          /^(\d{1,3} ms|[1-9]\.\d s|[1-5]\d s|[1-5]?\dm [0-5]\ds|\d{1,2}h [0-5]\dm|\d+d [012]\dh)$/,
        );
      }),
    );
  });
});

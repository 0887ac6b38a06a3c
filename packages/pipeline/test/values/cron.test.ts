import { describe, expect, test } from "vitest";
import { cronProblem, timezoneProblem } from "../../src/values/index.ts";

describe("cron", () => {
  test.each(["0 3 * * *", "*/15 8-18 * * MON-FRI", "0 0 29 2 *", "@daily", " 5 4 * * sun "])(
    "%j is a schedule",
    (text) => {
      expect(cronProblem(text)).toBeNull();
    },
  );

  test.each([
    ["", /empty/],
    ["0 3 * *", /five fields, this one has 4/],
    ["0 0 3 * * *", /five fields, this one has 6/],
    ["61 * * * *", /minute: 61/],
    ["a * * * *", /illegal/],
    ["0 0 31 2 *", /no day of the calendar/],
    ["@reboot", /not one of/],
  ])("%j is refused with a reason", (text, reason) => {
    expect(cronProblem(text)).toMatch(reason);
  });

  test("time zones", () => {
    expect(timezoneProblem("Europe/Rome")).toBeNull();
    expect(timezoneProblem("Europe/Roma")).toMatch(/not an IANA time zone/);
  });
});

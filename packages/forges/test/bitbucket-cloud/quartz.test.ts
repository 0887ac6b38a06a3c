import { HeadraceError } from "@headrace/pipeline";
import { Cron } from "croner";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cronOf, quartzOf } from "../../src/bitbucket-cloud/quartz.ts";

const start = new Date(Date.UTC(2026, 0, 1));

function timesOf(cron: string, mode: "5-part" | "7-part"): readonly number[] {
  const alternativeWeekdays = mode === "7-part";
  return new Cron(cron, { mode, alternativeWeekdays, paused: true, timezone: "UTC" })
    .nextRuns(6, start)
    .map((date) => date.getTime());
}

function field(min: number, max: number, names: readonly string[] = []): fc.Arbitrary<string> {
  const value = fc.integer({ min, max });
  const word = names.length === 0 ? value.map(String) : fc.oneof(value.map(String), fc.constantFrom(...names));
  const range = fc.tuple(value, value).map(([one, other]) => `${Math.min(one, other)}-${Math.max(one, other)}`);
  const step = fc.integer({ min: 1, max: Math.max(2, max - min) });
  const stepped = fc.tuple(fc.oneof(fc.constant("*"), range), step).map(([from, by]) => `${from}/${by}`);
  return fc.array(fc.oneof(word, range, stepped), { minLength: 1, maxLength: 3 }).map((items) => items.join(","));
}

const weekday = field(0, 7, ["SUN", "mon", "FRI"]);
const day = fc.oneof(field(1, 28), fc.constantFrom("L", "15W", "LW"));
const days = fc.oneof(
  fc.constant(["*", "*"] as const),
  day.map((value) => [value, "*"] as const),
  fc.oneof(weekday, fc.constantFrom("5L", "MON#2", "7#1")).map((value) => ["*", value] as const),
);
const schedule = fc
  .tuple(field(0, 59), field(0, 23), days, fc.oneof(fc.constant("*"), field(1, 12, ["JAN", "dec"])))
  .map(([minute, hour, [ofMonth, ofWeek], month]) => `${minute} ${hour} ${ofMonth} ${month} ${ofWeek}`);

describe("quartzOf and cronOf", () => {
  it("keep the times of every schedule, there and back", () => {
    fc.assert(
      fc.property(schedule, (cron) => {
        const quartz = quartzOf(cron);
        const back = cronOf(quartz);
        expect(quartz.split(" ")).toHaveLength(7);
        expect(timesOf(quartz, "7-part")).toEqual(timesOf(cron, "5-part"));
        expect(timesOf(back ?? "", "5-part")).toEqual(timesOf(cron, "5-part"));
      }),
      { numRuns: 80 },
    );
  });

  it.each([
    ["0 12 * * *", "0 0 12 * * ? *"],
    ["*/15 9-17 * * 1-5", "0 */15 9-17 ? * MON-FRI *"],
    ["0 0 * * 5-7", "0 0 0 ? * SUN,FRI-SAT *"],
    ["@weekly", "0 0 0 ? * SUN *"],
    ["30 4 1 jan *", "0 30 4 1 JAN ? *"],
  ])("write %s as %s", (cron, quartz) => expect(quartzOf(cron)).toBe(quartz));

  it.each([
    ["0 0 12 * * ? *", "0 12 * * *"],
    ["0 0/20 8 ? * 2-6", "0-59/20 8 * * 1-5"],
    ["0 0 22-2 * * ?", "0 22,23,0,1,2 * * *"],
    ["0 0 3 ? * SAT-MON *", "0 3 * * 0-1,6"],
    ["0 0 3 ? * 6L *", "0 3 * * 5L"],
    ["0 0 3 ? * L *", "0 3 * * 6"],
  ])("read %s as %s", (quartz, cron) => expect(cronOf(quartz)).toBe(cron));

  it.each([
    "30 0 12 * * ? *",
    "* 0 12 * * ? *",
    "0 0 12 * * ? 2027",
    "0 0 12 L-3 * ? *",
    "0 0 12 1 * MON *",
    "0 99 12 * * ? *",
    "0 0",
    "",
    "constructor",
  ])("say of %j that five fields cannot hold it", (quartz) => expect(cronOf(quartz)).toBeUndefined());

  it.each(["0 0 1 * 1", "0 0 30 2 *", "61 * * * *", "not a schedule"])("refuse %j", (cron) => {
    expect(() => quartzOf(cron)).toThrow(HeadraceError);
  });

  it("never throw on what a forge says", () => {
    fc.assert(fc.property(fc.string(), (text) => void cronOf(text)));
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[0-9*?/,#LW-]{1,6}$/), { minLength: 6, maxLength: 7 }), (fields) => {
        const cron = cronOf(fields.join(" "));
        if (cron !== undefined) expect(() => timesOf(cron, "5-part")).not.toThrow();
      }),
    );
  });
});

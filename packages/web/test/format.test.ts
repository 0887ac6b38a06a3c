import { expect, test } from "vitest";
import { approverWords } from "../src/common/approver-words.ts";
import { formatDuration, formatRunning } from "../src/common/format-duration.ts";
import { formatRelative } from "../src/common/format-time.ts";
import { statusOf } from "../src/common/statuses.ts";
import { outcomeShares } from "../src/pages/analytics/share.ts";
import { programWords } from "../src/pages/settings/program-words.ts";
import { nextPage } from "../src/pages/sign-in/next-page.ts";
import { keyStroke } from "../src/shell/key-stroke.ts";
import { rankActions } from "../src/shell/rank-actions.ts";

test.each([
  [0, "0s"],
  [3.7, "4ms"],
  [99.6, "0.1s"],
  [449, "0.4s"],
  [9_949, "9.9s"],
  [9_951, "10s"],
  [59_499, "59s"],
  [59_500, "1m 00s"],
  [64_230, "1m 04s"],
  [3_599_600, "1h 00m"],
  [7_500_000, "2h 05m"],
  [26 * 3_600_000, "1d 02h"],
  [-5, "0s"],
])("%i ms are %s", (milliseconds, text) => expect(formatDuration(milliseconds)).toBe(text));

test.each([
  [{ executions: 3, success: 2, failed: 1 }, "67 %", "33 %"],
  [{ executions: 8, success: 5, failed: 2, timedOut: 1 }, "62 %", "38 %"],
  [{ executions: 3, success: 1, failed: 1 }, "33 %", "33 %"],
  [{ executions: 200, success: 199, failed: 1 }, "99 %", "1 %"],
  [{ executions: 4, success: 3, cancelled: 1 }, "100 %", "0 %"],
  [{ executions: 1, cancelled: 1 }, "–", "–"],
])("the shares of %o make a hundred", (counts, succeeded, failed) => {
  const none = { executions: 0, success: 0, failed: 0, timedOut: 0, cancelled: 0 };
  expect(outcomeShares({ ...none, ...counts })).toEqual({ succeeded, failed });
});

test("what runs ticks in whole seconds and is never less than nothing", () => {
  expect(formatRunning(9_999)).toBe("9s");
  expect(formatRunning(60_000)).toBe("1m 00s");
  expect(formatRunning(-20)).toBe("0s");
});

test.each([
  [0, "just now"],
  [60_000, "1 min ago"],
  [-300_000, "in 5 min"],
  [7_200_000, "2 h ago"],
  [30 * 3_600_000, "yesterday"],
  [-30 * 3_600_000, "tomorrow"],
  [5 * 86_400_000, "5 days ago"],
])("%i ms ago is %s", (distance, text) =>
  expect(formatRelative(1_700_000_000_000 - distance, 1_700_000_000_000)).toBe(text),
);

test.each([
  ["Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox on Linux"],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0",
    "Edge on Windows",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1 Version/18.1 Safari/604.1",
    "Safari on iOS",
  ],
  ["curl/8.5.0", "curl/8.5.0"],
])("%s is %s", (agent, words) => expect(programWords(agent)).toBe(words));

test.each([
  [["role:owner"], "the owners"],
  [
    ["ada@example.org", "team:operations", "role:maintainer"],
    "ada@example.org, the team operations or the maintainers",
  ],
  [[], ""],
])("who %o are", (approvers, words) => expect(approverWords(approvers)).toBe(words));

test("a status that this version does not know is said to be unknown, whatever its name", () => {
  expect(statusOf("failed")).toMatchObject({ shape: "cross", word: "failed" });
  for (const name of ["constructor", "__proto__", "later"]) expect(statusOf(name).word).toBe("unknown");
});

test.each([
  ["?next=%2Fexecutions%3Fstatus%3Dfailed", "/executions?status=failed"],
  ["", "/"],
  ["?next=https%3A%2F%2Fevil.example", "/"],
  ["?next=%2F%2Fevil.example", "/"],
  ["?next=%2F%5Cevil.example", "/"],
])("after signing in, %s leads to %s", (search, path) => expect(nextPage(search)).toBe(path));

test.each([
  [{ key: "n" }, "n"],
  [{ key: "N", shiftKey: true }, "N"],
  [{ key: "k", ctrlKey: true }, "Mod+k"],
  [{ key: "Z", metaKey: true, shiftKey: true }, "Mod+Shift+z"],
  [{ key: "ArrowUp", shiftKey: true }, "Shift+ArrowUp"],
  [{ key: "Control", ctrlKey: true }, undefined],
  [{ key: "å", altKey: true }, undefined],
])("%j is %s", (event, stroke) => {
  expect(keyStroke({ ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, ...event })).toBe(stroke);
});

test("the palette finds words in any order, and what begins with them first", () => {
  const run = (): void => undefined;
  const actions = [
    { name: "Run again", section: "Execution", run },
    { name: "Executions", section: "Go to", run },
    { name: "Next row", section: "Everywhere", keys: "j", unlisted: true as const, run },
  ];
  const names = (typed: string): readonly string[] => rankActions(actions, typed).map(({ name }) => name);
  expect(names("")).toEqual(["Run again", "Executions"]);
  expect(names("exec")).toEqual(["Executions", "Run again"]);
  expect(names("go EXE")).toEqual(["Executions"]);
  expect(names("row")).toEqual([]);
});

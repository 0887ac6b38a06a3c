import { ForgeError } from "@headrace/forges";
import { expect, it } from "vitest";
import { problemOf } from "../../src/problems/problem-of.ts";

it.each([
  ["forge-unauthorized", "forge-refused", 422],
  ["forge-forbidden", "forge-refused", 422],
  ["forge-not-found", "forge-refused", 422],
  ["forge-refused", "forge-refused", 422],
  ["forge-limited", "forge-limited", 503],
  ["forge-unreachable", "forge-unavailable", 502],
  ["forge-failed", "forge-unavailable", 502],
  ["forge-answer-unreadable", "forge-unavailable", 502],
  ["forge-answer-too-large", "forge-unavailable", 502],
] as const)("tells %s as %s, in the host's words and with its mend", (code, expected, status) => {
  const problem = problemOf(new ForgeError(code, "the host said so", { mend: "do this", retryAfter: 1_500 }));
  expect(problem).toMatchObject({
    code: expected,
    status,
    message: "the host said so",
    mend: "do this",
    detail: { cause: code, retryAfter: 2 },
  });
});

it("says nothing of a wait that nobody told", () => {
  const problem = problemOf(new ForgeError("forge-failed", "it broke", { mend: "wait" }));
  expect(problem.detail).toEqual({ cause: "forge-failed" });
});

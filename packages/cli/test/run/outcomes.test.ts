import { expect, test } from "vitest";
import { eventsOf, linesOf, outcomesOf, useFixture } from "../support/fixture.ts";

test("each way to end has its outcome, and each attempt its log", async () => {
  using bench = useFixture("outcomes");
  const ran = await bench.command(["run", "--json"]);
  expect(ran.exitCode).toBe(1);
  expect(outcomesOf(ran)).toEqual({
    "slow-step": "timedOut",
    "slow-stage": "timedOut",
    recovers: "success",
    "not-for-this": "failed",
    "allowed-code": "failed",
    "other-code": "failed",
    "by-signal": "failed",
    "missing-shell": "infrastructure",
    "strict-shell": "failed",
    "loose-pipe": "success",
    "strict-pipe": "failed",
    languages: "success",
  });
  const finished = (instance: string) => eventsOf(ran, "stage.finished", instance)[0];
  expect(finished("slow-step")).toMatchObject({ message: expect.stringContaining("300 ms") });
  expect(finished("slow-stage")).toMatchObject({ message: expect.stringContaining("300 ms") });
  expect(finished("allowed-code")).toMatchObject({ exitCode: 2, allowed: true });
  expect(finished("other-code")).toMatchObject({ exitCode: 3, allowed: false });
  expect(finished("missing-shell")).toMatchObject({ message: expect.stringContaining("fish-of-another-kind") });
  expect(finished("recovers")).toMatchObject({ attempt: 3, exitCode: 0 });
  expect(finished("by-signal")).toMatchObject({ message: expect.stringContaining("SIGKILL") });
  expect(linesOf(ran, "slow-stage")).toEqual(["begun", "cleaning after timedOut"]);
  expect(linesOf(ran, "slow-step")).toEqual([]);
  expect(linesOf(ran, "not-for-this")).toEqual(["once"]);
  expect(linesOf(ran, "strict-shell")).toEqual([]);
  expect(linesOf(ran, "loose-pipe")).toEqual(["piped"]);
  expect(linesOf(ran, "languages")).toEqual(["python 3", "node 2", "bash 2"]);
  expect(eventsOf(ran, "stage.retrying", "recovers").map(({ attempt }) => attempt)).toEqual([1, 2]);
  const first = await bench.command(["logs", "latest", "--stage", "recovers", "--attempt", "1"]);
  expect(first.stdout).toContain("attempt 1");
  expect(first.stdout).not.toContain("attempt 2");
});

import { describe, expect, test } from "vitest";
import { type Failure, failureSentence } from "../../src/pages/execution/failure-sentence.ts";
import { pictureType, textOf } from "../../src/pages/execution/parts/preview-kind.ts";
import { instanceLine, stageFactsOf } from "../../src/pages/execution/stage-facts-of.ts";
import type { InstanceRow, StageRow } from "../../src/pages/execution/stage-rows.ts";
import { worstStatus } from "../../src/pages/execution/status-of.ts";
import { timeMarks } from "../../src/pages/execution/timeline-scale.ts";

const failure: Failure = {
  instance: "test (22)",
  attempt: 1,
  outcome: "failed",
  allowed: false,
  exitCode: 1,
  lines: [],
  failedTests: [],
};
const lost = { suite: "numbers", name: "adds\u202e" };

describe("why it failed, in a sentence", () => {
  test.each<[Partial<Failure>, string]>([
    [{ step: "npm test" }, "The step “npm test” of test (22) ended with exit code 1."],
    [{ failedTests: [lost] }, "The test “adds[U+202E]” failed in test (22)."],
    [{ failedTests: [lost, lost] }, "2 tests failed in test (22), “adds[U+202E]” first."],
    [{ outcome: "timedOut", step: "npm test" }, "The step “npm test” of test (22) took longer than it may."],
    [{ outcome: "outOfMemory" }, "test (22) needed more memory than it may have."],
    [{ outcome: "infrastructure", message: "the disk is full" }, "test (22) could not run: the disk is full."],
    [{ exitCode: null, signal: "SIGKILL" }, "test (22) was ended by SIGKILL."],
    [{ exitCode: null, message: 'shell "zsh" was not found' }, 'test (22) failed: shell "zsh" was not found.'],
  ])("%j", (facts, sentence) => expect(failureSentence([{ ...failure, ...facts }])).toBe(sentence));

  test("of several names the first, and leaves out what may fail", () => {
    expect(failureSentence([{ ...failure, allowed: true }, failure, { ...failure, instance: "lint" }])).toBe(
      "2 stages failed. The first: test (22) ended with exit code 1.",
    );
  });
});

describe("what the graph tells of a stage", () => {
  const row = (facts: Partial<InstanceRow>): InstanceRow => ({
    instance: "build",
    status: "pending",
    attempt: 0,
    note: undefined,
    queuedAt: undefined,
    startedAt: undefined,
    finishedAt: undefined,
    durationMs: undefined,
    allowed: false,
    state: {
      instance: "build",
      status: "pending",
      attempt: 0,
      interruptedAttempts: 0,
      ranMs: 0,
      outputs: {},
      reused: false,
    },
    ...facts,
  });
  const moment = { usual: new Map([["build", 60_000]]), now: 90_000 };

  test.each([
    [{ status: "running", startedAt: 45_000, attempt: 1 }, "45s of about 1m 00s"],
    [{ status: "running", startedAt: 45_000, attempt: 2 }, "45s of about 1m 00s, attempt 2"],
    [{ status: "success", durationMs: 64_000, attempt: 1 }, "1m 04s"],
    [{ status: "skipped", note: "git.branch == 'main' is false" }, "git.branch == 'main' is false"],
    [{ status: "asking" }, "waits for approval"],
    [{}, "not begun"],
  ])("%j", (facts, line) => expect(instanceLine(row(facts), moment)).toBe(line));

  test("is the worst of a matrix, with counts", () => {
    const instances = [row({ status: "success" }), row({ status: "failed" }), row({ status: "success" })];
    const stage: StageRow = {
      id: "test",
      name: "test",
      group: undefined,
      status: worstStatus(instances.map(({ status }) => status)),
      needs: [],
      instances,
      isMatrix: true,
      startedAt: undefined,
      durationMs: undefined,
    };
    expect(stageFactsOf(stage, moment)).toEqual({ status: "failed", line: "2 success, 1 failed" });
    const running = row({ status: "running", startedAt: 75_000, attempt: 1 });
    expect(stageFactsOf({ ...stage, instances: [running] }, moment)).toMatchObject({ progress: 0.25 });
  });
});

test.each([
  [900, [0]],
  [4_200, [0, 1_000, 2_000, 3_000, 4_000]],
  [70_000, [0, 15_000, 30_000, 45_000, 60_000]],
  [3_600_000, [0, 600_000, 1_200_000, 1_800_000, 2_400_000, 3_000_000, 3_600_000]],
])("an axis of %i ms has marks at round times", (length, marks) => expect(timeMarks(length, 6)).toEqual(marks));

test("a file is a picture by its first bytes, a text where it reads as one, else neither", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  expect(pictureType(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0))).toBe("image/png");
  expect(pictureType(bytes("<svg onload=alert(1)>"))).toBeUndefined();
  expect(textOf(bytes("<svg onload=alert(1)>"))).toBe("<svg onload=alert(1)>");
  expect(textOf(Uint8Array.of(0x61, 0x00, 0x62))).toBeUndefined();
  expect(textOf(Uint8Array.from({ length: 200 }, () => 0xff))).toBeUndefined();
  expect(textOf(bytes("aé").subarray(0, 2))).toBe("a\ufffd");
});

import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { eventsOf, linesOf, outcomesOf, useFixture } from "../support/fixture.ts";
import { markedProcesses } from "../support/processes.ts";

/** Sends the signals, each when its word has been printed. */
/** Sends each signal when its word is first seen, after a pause (milliseconds) where one is given. */
function signalsAt(words: readonly (readonly [word: string, name: NodeJS.Signals, pause?: number])[]) {
  let left = words;
  return (output: string, child: { signal(name: NodeJS.Signals): void }) => {
    const due = left.filter(([word]) => output.includes(word));
    left = left.filter((each) => !due.includes(each));
    for (const [, name, pause = 0] of due) setTimeout(() => child.signal(name), pause);
  };
}

function leftBehind(executionId: unknown): readonly string[] {
  return readdirSync(tmpdir()).filter((name) => name.includes(String(executionId)));
}

test("the first Ctrl-C lets what runs end, cleans up, and leaves nothing behind", async () => {
  using bench = useFixture("cancelling");
  const ran = await bench.headrace(["run", "--json"], { onOutput: signalsAt([['"text":"waiting"', "SIGINT"]]) });
  expect(ran.exitCode).toBe(130);
  expect(ran.signal).toBeNull();
  expect(outcomesOf(ran)).toEqual({
    ready: "success",
    deaf: "cancelled",
    never: "skipped",
    cleanup: "success",
    "on-cancel": "success",
    "on-failure": "skipped",
  });
  // Bash says so itself when the signal ends a program it waits for.
  const lines = linesOf(ran, "deaf").filter((line) => line !== "Terminated");
  expect(lines).toEqual(["waiting", "deaf heard it", "after cancelled"]);
  expect(linesOf(ran, "cleanup")).toEqual(["cleaning after cancelled"]);
  expect(linesOf(ran, "on-cancel")).toEqual(["cancelled indeed"]);
  expect(eventsOf(ran, "execution.finished")[0]).toMatchObject({ outcome: "cancelled", exitCode: 130 });
  const [{ executionId } = { executionId: "" }] = eventsOf(ran, "execution.created");
  expect(markedProcesses(String(executionId))).toEqual([]);
  expect(leftBehind(executionId)).toEqual([]);
});

test("the second Ctrl-C ends everything at once", async () => {
  using bench = useFixture("cancelling");
  bench.write(
    "stubborn.yml",
    `
name: stubborn
stages:
  stubborn:
    steps:
      - run: |
          trap '' TERM INT
          setsid sleep 300 &
          echo waiting
          while true; do sleep 1; done
        shell: bash
    afterSteps: [echo never]
  cleanup: { needs: [stubborn], when: "\${{ always() }}", steps: [echo never] }
`,
  );
  const ran = await bench.headrace(["run", "stubborn.yml", "--json"], {
    onOutput: signalsAt([
      ['"text":"waiting"', "SIGINT"],
      // What npm hands on within moments is the same press, not a second one.
      ["stage.cancelling", "SIGINT"],
      ["stage.cancelling", "SIGINT", 600],
    ]),
  });
  expect(ran.exitCode).toBe(130);
  expect(outcomesOf(ran)).toEqual({ stubborn: "cancelled", cleanup: "cancelled" });
  const finished = eventsOf(ran, "stage.finished", "stubborn")[0];
  // The grace of 10 s was not waited for.
  expect(Number(finished?.durationMs)).toBeLessThan(9_000);
  const [{ executionId } = { executionId: "" }] = eventsOf(ran, "execution.created");
  expect(markedProcesses(String(executionId))).toEqual([]);
  expect(leftBehind(executionId)).toEqual([]);
});

test("a pipeline's timeout ends what runs, not what cleans up", async () => {
  using bench = useFixture("timeout");
  const ran = await bench.headrace(["run", "--json"]);
  expect(ran.exitCode).toBe(1);
  expect(outcomesOf(ran)).toEqual({ long: "timedOut", next: "skipped", cleanup: "success" });
  expect(linesOf(ran, "long")).toEqual(["after timedOut"]);
  expect(eventsOf(ran, "stage.finished", "long")[0]).toMatchObject({
    message: "the pipeline took longer than its timeout of 400 ms",
  });
  expect(eventsOf(ran, "execution.finished")[0]).toMatchObject({ outcome: "timedOut" });
});

test("with failFast the first failure ends the rest, and what answers a failure still runs", async () => {
  using bench = useFixture("timeout");
  const ran = await bench.headrace(["run", "fail-fast.yml", "--json", "--concurrency", "2"]);
  expect(ran.exitCode).toBe(1);
  expect(outcomesOf(ran)).toEqual({
    breaks: "failed",
    long: "cancelled",
    waits: "skipped",
    answer: "success",
    cleanup: "success",
  });
  expect(eventsOf(ran, "execution.finished")[0]).toMatchObject({ outcome: "failed" });
});

test("what a stage leaves in the background, in a session of its own too, ends with the stage", async () => {
  using bench = useFixture("background");
  const ran = await bench.headrace(["run", "--json"]);
  expect(ran.exitCode).toBe(0);
  // It lives through the steps of its stage, and not into the next one.
  expect(linesOf(ran, "start")).toEqual(["alive"]);
  expect(linesOf(ran, "look")).toEqual(["gone"]);
  const [{ executionId } = { executionId: "" }] = eventsOf(ran, "execution.created");
  expect(markedProcesses(String(executionId))).toEqual([]);
});

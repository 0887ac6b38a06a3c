import { expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";
import {
  countLines,
  type Kept,
  processesOf,
  readKept,
  rowsAndRebuilt,
  runningAfter,
  settledIn,
} from "../support/recovery.ts";
import type { Workbench } from "../support/workbench.ts";

/** Where the process kills itself, one after another: each resume of an execution is killed at the next point. */
const lives = [
  {
    what: "while it is stored and begun",
    points: [
      "journal.create.committed",
      "resume.owned",
      "resume.cleared",
      "execution.created",
      "execution.started",
      "stage.queued",
      "stage.started",
      "stage.retrying",
      "attempt.ready",
      "step.started:2",
    ],
  },
  {
    what: "while a stage keeps what it made",
    points: [
      "attempt.worked:2",
      "blob.put.writing",
      "artifact.blob-stored",
      "artifact.row-stored",
      "cache.save.before",
      "cache.save.committed",
      "attempt.kept",
      "output.set",
      "journal.append.before:6",
    ],
  },
  {
    what: "while stages settle",
    points: ["annotation", "stage.finished", "execution.resumed", "stage.skipped", "step.finished", "stage.finished:2"],
  },
];

test.each(lives)("killed again and again $what, an execution is finished by resume", async ({ points }) => {
  using bench = useFixture("crash");
  let earlier: Kept | null = null;
  let done = countLines(bench, "done.txt");
  for (const [index, point] of points.entries()) {
    const command = index === 0 ? "run" : "resume";
    const killed = await bench.headrace([command, "--json"], { environment: { HEADRACE_FAULT: point } });
    expect(`${point} ${killed.signal}`).toBe(`${point} SIGKILL`);
    earlier = await expectContinued(bench, { earlier, done });
    done = countLines(bench, "done.txt");
  }
  const resumed = await bench.headrace(["resume", "--json"]);
  expect(resumed.stderr).toBe("");
  expect(resumed.exitCode).toBe(0);
  const ended = await expectContinued(bench, { earlier, done });
  expect(ended?.events.at(-1)).toMatchObject({ type: "execution.finished", outcome: "success" });
  const told = resumed.events.filter(({ type }) => type !== "log").map(({ seq }) => seq);
  expect(told).toEqual(ended?.events.slice(earlier?.events.length).map(({ seq }) => seq));
  expect(processesOf(ended?.executionId ?? "")).toEqual([]);
  await expectNothingToResume(bench);
});

test("a kill before the execution is stored, or after it has finished, leaves nothing to resume", async () => {
  using bench = useFixture("crash");
  for (const point of ["journal.create.before", "execution.finished"]) {
    const killed = await bench.headrace(["run"], { environment: { HEADRACE_FAULT: point } });
    expect(killed.signal).toBe("SIGKILL");
    await expectNothingToResume(bench);
  }
});

async function expectNothingToResume(bench: Workbench): Promise<void> {
  const resumed = await bench.command(["resume"]);
  expect(resumed.exitCode).toBe(2);
  expect(resumed.stderr).toContain("there is nothing to resume");
}

/** What was stored before stands, finished stages were not run again, and interrupted ones became lost attempts. */
async function expectContinued(
  bench: Workbench,
  { earlier, done }: { readonly earlier: Kept | null; readonly done: Readonly<Record<string, number>> },
): Promise<Kept | null> {
  const kept = await readKept(bench);
  if (kept === null) {
    expect(earlier).toBeNull();
    return null;
  }
  const { events, executionId } = kept;
  const stood = earlier?.events ?? [];
  expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
  expect(events.slice(0, stood.length)).toEqual(stood);
  const later = events.slice(stood.length);
  const doneNow = countLines(bench, "done.txt");
  for (const instance of settledIn(stood)) {
    expect(later.filter((event) => event.type === "stage.started" && event.instance === instance)).toEqual([]);
    expect(doneNow[instance]).toBe(done[instance]);
  }
  if (later.some(({ type }) => type === "execution.resumed")) {
    for (const instance of runningAfter(stood)) {
      expect(later.find((event) => event.type === "stage.retrying" && event.instance === instance)).toMatchObject({
        outcome: "infrastructure",
        interrupted: true,
      });
    }
  }
  const { rows, rebuilt } = await rowsAndRebuilt(bench, executionId);
  expect(rows).toEqual(rebuilt);
  return kept;
}

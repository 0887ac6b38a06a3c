import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventsOf, linesOf, outcomesOf, useFixture } from "../support/fixture.ts";

test("stages are chosen with --stage and --until, and what started the run with --event, --branch and --tag", async () => {
  using bench = useFixture("selection");
  const until = await bench.command(["run", "--json", "--until", "test"]);
  expect(outcomesOf(until)).toEqual({ build: "success", test: "failed" });
  const only = await bench.command(["run", "--json", "--stage", "lint", "who"]);
  expect(outcomesOf(only)).toEqual({ lint: "success", who: "skipped" });
  const pushed = await bench.command([
    ...["run", "--json", "--stage", "who", "--event", "push", "--branch", "topic", "--tag", "v1"],
  ]);
  expect(linesOf(pushed, "who")).toEqual(["branch topic, tag v1"]);
  const unknown = await bench.command(["run", "--stage", "lnit"]);
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toContain('Did you mean "lint"?');
});

test("of a matrix a rerun does again only the instances that failed", async () => {
  using bench = useFixture("rerun-matrix");
  const first = await bench.command(["run", "--json"]);
  expect(outcomesOf(first)).toEqual({
    build: "success",
    "test (1)": "success",
    "test (2)": "failed",
    "test (3)": "success",
    gather: "skipped",
  });
  bench.write("fixed", "");
  rmSync(join(bench.directory, "reports"), { recursive: true });
  const dry = await bench.command(["run", "--rerun", "latest", "--failed", "--dry-run"]);
  expect(dry.stdout).toMatch(/^test \(2\)\s+run/m);
  expect(dry.stdout).toMatch(/^test \(3\)\s+(?!run)/m);
  const again = await bench.command(["run", "--rerun", "latest", "--failed", "--json"]);
  expect(outcomesOf(again)).toEqual({
    build: "reused",
    "test (1)": "reused",
    "test (2)": "success",
    "test (3)": "reused",
    gather: "success",
  });
  expect(linesOf(again, "gather")).toEqual(["10 20 30", "suite 1", "suite 2", "suite 3"]);
});

test("a rerun does again what failed, or what follows a stage, with the results of the rest", async () => {
  using bench = useFixture("selection");
  const first = await bench.command(["run", "--json", "--event", "push", "--branch", "topic"]);
  expect(outcomesOf(first)).toEqual({
    build: "success",
    lint: "success",
    test: "failed",
    pack: "skipped",
    who: "success",
  });
  // The artifact brings the file back: in a rerun the stage that made it does not run.
  rmSync(join(bench.directory, "dist"), { recursive: true });
  bench.write("fixed", "");
  const failed = await bench.command(["run", "--rerun", "latest", "--failed", "--json"]);
  expect(failed.exitCode).toBe(0);
  expect(outcomesOf(failed)).toEqual({
    build: "reused",
    lint: "reused",
    test: "success",
    pack: "success",
    who: "reused",
  });
  expect(linesOf(failed, "test")).toEqual(["testing version 7"]);
  expect(linesOf(failed, "pack")).toEqual(["packed", "built"]);
  expect(eventsOf(failed, "execution.created")[0]).toMatchObject({ rerunOf: first.events[0]?.executionId });

  const from = await bench.command(["run", "--rerun", "latest", "--from", "pack", "--json"]);
  expect(outcomesOf(from)).toEqual({
    build: "reused",
    lint: "reused",
    test: "reused",
    pack: "success",
    who: "reused",
  });
  const whole = await bench.command(["run", "--rerun", String(first.events[0]?.executionId)]);
  expect(whole.exitCode).toBe(0);
  // It runs as what it was started by then: the same event on the same branch.
  expect(whole.stdout).toContain("who | branch topic, tag ");
  expect(whole.stdout).toMatch(/selection#4 succeeded/);
  const contradiction = await bench.command(["run", "--failed"]);
  expect(contradiction.exitCode).toBe(2);
  expect(contradiction.stderr).toContain("--rerun");
});

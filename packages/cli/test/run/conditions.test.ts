import { expect, test } from "vitest";
import { linesOf, outcomesOf, useFixture } from "../support/fixture.ts";

test("conditions see results, outputs and the outcomes before them, and a skip says why", async () => {
  using bench = useFixture("conditions");
  const ran = await bench.command(["run", "--json"]);
  expect(ran.exitCode).toBe(1);
  expect(outcomesOf(ran)).toEqual({
    build: "success",
    lint: "failed",
    test: "failed",
    publish: "skipped",
    announce: "skipped",
    deploy: "skipped",
    read: "success",
    repair: "success",
    celebrate: "skipped",
    "report-of-deploy": "success",
    stop: "skipped",
  });
  expect(linesOf(ran, "read")).toEqual(["version 1.4", "first line", "second = line", "build success, lint success"]);
  expect(linesOf(ran, "report-of-deploy")).toEqual(["deploy skipped, publish skipped"]);
  const reasons = Object.fromEntries(
    ran.events.filter(({ type }) => type === "stage.skipped").map(({ stage, detail }) => [stage, detail]),
  );
  expect(reasons).toMatchObject({
    deploy: "test failed",
    publish: expect.stringContaining("params.publish"),
    stop: expect.stringContaining("cancelled()"),
  });
});

test("a typed parameter decides a condition, and a wrong one is refused with its name", async () => {
  using bench = useFixture("conditions");
  const ran = await bench.command([
    "run",
    "--json",
    "--param",
    "publish=true",
    "--stage",
    "publish",
    "--stage",
    "announce",
  ]);
  expect(ran.exitCode).toBe(0);
  expect(outcomesOf(ran)).toEqual({ publish: "success", announce: "success" });
  const wrong = await bench.command(["run", "--param", "publish=perhaps"]);
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain("publish");
  expect(wrong.stderr).toContain("true");
});

test("a dry run shows what would run and why, runs nothing and takes no number", async () => {
  using bench = useFixture("conditions");
  const dry = await bench.command(["run", "--dry-run"]);
  expect(dry.exitCode).toBe(0);
  expect(dry.stdout).toMatch(/^build\s+run\s/m);
  expect(dry.stdout).toMatch(/^publish\s+be skipped\s+.*params\.publish/m);
  expect(dry.stdout).toContain("nothing was run");
  expect(dry.stdout).not.toContain("version 1.4");
  const json = await bench.command(["run", "--dry-run", "--json", "--param", "publish=true"]);
  const previewed = JSON.parse(json.stdout);
  expect(previewed).toContainEqual(expect.objectContaining({ stage: "publish", instance: "publish", kind: "run" }));
  expect(previewed).toContainEqual(expect.objectContaining({ stage: "repair", kind: "skip" }));
  const real = await bench.command(["run", "--stage", "build"]);
  expect(real.stdout).toContain("release#1 succeeded");
});

import { expect, test } from "vitest";
import { eventsOf, linesOf, outcomesOf, useFixture } from "../support/fixture.ts";

test("a matrix is expanded as on GitHub, early or late, with its limits and its results", async () => {
  using bench = useFixture("matrix");
  const ran = await bench.command(["run", "--json", "--concurrency", "4"]);
  expect(ran.exitCode).toBe(1);
  expect(outcomesOf(ran)).toEqual({
    "test (22, postgres)": "success",
    "test (24, postgres, true)": "success",
    "test (24, mariadb)": "success",
    "test (26, sqlite)": "success",
    plan: "success",
    "survey (north)": "success",
    "survey (south)": "skipped",
    "fragile (0)": "failed",
    "fragile (20)": "cancelled",
    summary: "success",
  });
  expect(linesOf(ran, "test (24, postgres, true)")).toEqual(["node 24 with postgres true"]);
  expect(linesOf(ran, "survey (north)")).toEqual(["surveying north"]);

  const [results, fragile] = linesOf(ran, "summary");
  expect(fragile).toBe("fragile failure");
  expect(JSON.parse(results ?? "")).toContainEqual({
    matrix: { node: 22, database: "postgres" },
    result: "success",
    outputs: { name: "postgres-22" },
  });

  // With maxParallel 1 an instance starts only when the one before it has ended.
  let running = 0;
  for (const { type, stage } of ran.events) {
    if (stage !== "test") continue;
    if (type === "stage.started") expect(++running).toBe(1);
    if (type === "stage.finished") running -= 1;
  }
  expect(eventsOf(ran, "stage.finished", "test (26, sqlite)")[0]).toMatchObject({ stage: "test" });
  expect(eventsOf(ran, "stage.queued", "test (26, sqlite)")[0]).toMatchObject({
    matrix: { node: 26, database: "sqlite" },
  });
});

test("a dry run claims nothing of instances that another stage gives", async () => {
  using bench = useFixture("matrix");
  const { exitCode, stdout } = await bench.command(["run", "--dry-run"]);
  expect(exitCode).toBe(0);
  expect(stdout).toMatch(/^plan\s+run\s/m);
  expect(stdout).toMatch(/^survey\s+be decided later\s+depends on matrix\.region$/m);
  expect(stdout).toContain("8 of 9 would run, 1 is decided later; nothing was run.");
});

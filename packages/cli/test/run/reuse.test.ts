import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventsOf, linesOf, outcomesOf, useFixture } from "../support/fixture.ts";

test("a stage is not run again while nothing it depends on has changed", async () => {
  using bench = useFixture("reuse");
  bench.write("src/a.txt", "alpha\n");
  bench.write("seed.txt", "seed\n");
  const run = async (...more: readonly string[]) => {
    for (const made of ["dist", "reports", "gen"]) {
      rmSync(join(bench.directory, made), { recursive: true, force: true });
    }
    const ran = await bench.command(["run", "--json", ...more]);
    expect(ran.exitCode).toBe(0);
    return ran;
  };
  expect(outcomesOf(await run())).toMatchObject({ build: "success", "each (1)": "success" });

  const again = await run();
  expect(outcomesOf(again)).toMatchObject({ build: "reused", "each (1)": "reused", "each (2)": "reused" });
  expect(linesOf(again, "use")).toEqual(["size 6: alpha"]);
  expect(eventsOf(again, "tests.reported", "build")[0]).toMatchObject({ total: 1, passed: 1 });
  expect(eventsOf(again, "artifact.stored", "build")).toHaveLength(1);
  const shown = await bench.command(["executions", "show", "latest"]);
  expect(shown.stdout).toMatch(/♻ build\s+reused\s+.*1 passed\s+dist/);

  expect(outcomesOf(await run("--param", "level=high"))).toMatchObject({ build: "success" });
  expect(outcomesOf(await run("--variable", "FLAVOUR=sweet"))).toMatchObject({ build: "success" });
  bench.write("seed.txt", "another\n");
  // What it needs has changed; the matrix needs nothing.
  expect(outcomesOf(await run())).toMatchObject({ build: "success", "each (1)": "reused" });
  bench.write("src/a.txt", "beta\n");
  expect(outcomesOf(await run())).toMatchObject({ build: "success", "each (1)": "success" });
  expect(outcomesOf(await run("--no-cache"))).toMatchObject({ build: "success" });
});

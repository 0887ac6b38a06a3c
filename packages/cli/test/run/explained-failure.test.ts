import { expect, test } from "vitest";
import { outcomesOf, useExample } from "../support/fixture.ts";

test("the example failing fails as it means to, and runs through once its mistake is mended", async () => {
  using bench = useExample("failing");
  const failed = await bench.command(["run", "--workspace", "isolated"]);
  expect(failed.exitCode).toBe(1);
  expect(failed.stdout).toMatch(/✗ test \(basket\) +failed .*2 passed, 1 failed/);
  // The runner says it twice; the report does not.
  expect(failed.stdout.match(/ ▌ ✖ delivers free from 50\.00 on/g)).toHaveLength(1);
  expect(failed.stdout).toContain("5490 !== 5000");
  expect(failed.stdout).toMatch(/– package +skipped .*test \(basket\) failed/);

  bench.write("src/basket.mjs", bench.read("src/basket.mjs").replace("> 50_00", ">= 50_00"));
  const mended = await bench.command(["run", "--rerun", "latest", "--failed", "--json"]);
  expect(mended.exitCode).toBe(0);
  expect(outcomesOf(mended)).toMatchObject({ build: "reused", "test (basket)": "success", package: "success" });
});

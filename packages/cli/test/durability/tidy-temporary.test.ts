import { existsSync, mkdirSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { openProject } from "@headrace/library/project";
import { expect, test, vi } from "vitest";
import { useFixture } from "../support/fixture.ts";
import { readKept } from "../support/recovery.ts";

const day = 24 * 60 * 60 * 1000;

test("what a killed run left in the temporary directory goes after a week, and with its execution", async () => {
  using bench = useFixture("crash");
  const temporary = join(bench.directory, "temporary");
  mkdirSync(temporary);
  vi.stubEnv("TMPDIR", temporary);
  try {
    const killed = { environment: { HEADRACE_FAULT: "attempt.worked" } };
    await bench.headrace(["run", "chain.yml", "--workspace", "isolated"], killed);
    const left = join(temporary, `headrace-${(await readKept(bench))?.executionId}`);
    // Neither another data directory's, nor what only has a like name.
    const others = ["headrace-01970000-0000-7000-8000-000000000000", "headrace-notes"];
    for (const name of others) mkdirSync(join(temporary, name));
    expect(existsSync(left)).toBe(true);

    await using project = await openProject({ directory: bench.directory });
    await project.tidyTemporary({ now: Date.now() + 6 * day });
    expect(existsSync(left)).toBe(true);
    await project.tidyTemporary({ now: Date.now() + 8 * day });
    expect(existsSync(left)).toBe(false);
    expect(readdirSync(temporary).toSorted()).toEqual(expect.arrayContaining(others));
  } finally {
    vi.unstubAllEnvs();
  }
});

test("the daily tidying of a run and `executions prune` both look there", async () => {
  using bench = useFixture("crash");
  const temporary = join(bench.directory, "temporary");
  mkdirSync(temporary);
  const environment = { TMPDIR: temporary };
  await bench.headrace(["run", "chain.yml"], { environment });
  // As if that run had been killed after its last event.
  const left = join(temporary, `headrace-${(await readKept(bench))?.executionId}`);

  mkdirSync(left);
  const yesterday = new Date(Date.now() - 2 * day);
  utimesSync(join(bench.directory, ".headrace/tidied"), yesterday, yesterday);
  await bench.headrace(["run", "chain.yml"], { environment });
  expect(existsSync(left)).toBe(false);

  mkdirSync(left);
  const pruned = await bench.headrace(["executions", "prune", "--older-than", "0s", "--keep", "1"], { environment });
  expect(pruned.exitCode).toBe(0);
  expect(readdirSync(temporary)).toEqual([]);
});

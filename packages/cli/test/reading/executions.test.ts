import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";
import type { Ran } from "../support/workbench.ts";

const bench = useFixture("reading");

beforeAll(async () => {
  // Isolated, so that each instance of the matrix finds its own report alone.
  expect((await bench.command(["run", "--quiet", "--branch", "main", "--workspace", "isolated"])).exitCode).toBe(0);
  expect((await bench.command(["run", "many-lines.yml", "--quiet", "--branch", "topic"])).exitCode).toBe(0);
});
afterAll(() => bench[Symbol.dispose]());

async function read(...parameters: readonly string[]): Promise<Ran> {
  const ran = await bench.command(parameters);
  expect(ran.stderr).toBe("");
  expect(ran.exitCode).toBe(0);
  return ran;
}

async function readJson(...parameters: readonly string[]): Promise<unknown> {
  return JSON.parse((await read(...parameters, "--json")).stdout);
}

describe("executions", () => {
  test("are listed, filtered and paged", async () => {
    const all = await read("executions", "list");
    expect(all.stdout).toMatch(/many-lines#1 .*\n.*shop#1 /);
    expect((await read("executions", "list", "--branch", "main")).stdout).not.toContain("many-lines");
    expect((await read("executions", "list", "--pipeline", "shop")).stdout).toContain("shop#1");
    expect((await read("executions", "list", "--outcome", "failed")).stdout).toContain("No execution matches.");
    const first = await readJson("executions", "list", "--limit", "1");
    expect(first).toMatchObject({ executions: [{ pipeline: "many-lines", number: 1, outcome: "success" }] });
    const { cursor } = first as { cursor: string };
    const second = await readJson("executions", "list", "--limit", "1", "--cursor", cursor);
    expect(second).toMatchObject({ executions: [{ pipeline: "shop", branch: "main" }] });
    expect(second).not.toHaveProperty("cursor");
  });

  test("are named as people do", async () => {
    const { id } = (await readJson("executions", "show", "shop#1")) as { id: string };
    for (const name of [id, id.slice(0, 23)]) {
      expect(await readJson("executions", "show", name)).toMatchObject({ id, pipeline: "shop" });
    }
    expect(await readJson("executions", "show", "latest")).toMatchObject({ pipeline: "many-lines" });
    const several = await bench.command(["executions", "show", "1"]);
    expect(several.exitCode).toBe(2);
    expect(several.stderr).toContain('"1" could mean many-lines#1');
    expect(several.stderr).toContain("shop#1");
    const none = await bench.command(["executions", "show", "shop#9"]);
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('There is no execution "shop#9".') });
  });

  test("are shown with their stages, tests, artifacts and failing lines", async () => {
    const { stdout } = await read("executions", "show", "shop#1");
    expect(stdout).toMatch(/✓ build +success/);
    expect(stdout).toContain("site (");
    expect(stdout).toContain("1 failed");
    expect(stdout).toMatch(/again +success .*attempt 2/);
    expect(stdout).toContain("shop#1 succeeded");
  });

  test("give their events in the public format", async () => {
    const { events } = await read("executions", "events", "shop#1");
    expect(events[0]).toMatchObject({ seq: 1, type: "execution.created", at: expect.stringMatching(/Z$/) });
    expect(events.at(-1)).toMatchObject({ type: "execution.finished", outcome: "success", exitCode: 0 });
  });
});

describe("logs", () => {
  test("of all stages, of one, of an instance, of an attempt", async () => {
    const all = (await read("logs", "shop#1")).stdout;
    expect(all).toContain("build | building\n");
    expect(all).toContain("test (small) | testing small\n");
    expect((await read("logs", "shop#1", "--stage", "test (large)")).stdout).toBe("testing large\n");
    expect((await read("logs", "shop#1", "--stage", "again")).stdout).toBe("this is attempt 2\n");
    expect((await read("logs", "shop#1", "--stage", "again", "--attempt", "1")).stdout).toBe("this is attempt 1\n");
  });

  test("with times, and searched", async () => {
    const { stdout } = await read("logs", "shop#1", "--stage", "build", "--timestamps");
    expect(stdout).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z building\n/);
    expect((await read("logs", "latest", "--stage", "count", "--search", "^29999[89]$")).stdout).toBe(
      "299998: 299998\n299999: 299999\n",
    );
  });

  test("of many lines are printed whole", async () => {
    const { stdout } = await read("logs", "latest", "--stage", "count");
    expect(stdout.length).toBe(1988895);
    expect(stdout.endsWith("299999\n300000\n")).toBe(true);
  });

  test.each([
    [["--stage", "nowhere"], 'has no stage "nowhere".', "It has: "],
    [["--stage", "again", "--attempt", "7"], "Attempt 7 of again has no log.", "It was tried 2 times."],
    [["--attempt", "7"], "No stage has a log of attempt 7.", "executions show"],
    [["--search", "("], '"(" is not a regular expression.', "Unterminated group."],
  ])("say what is not there: %j", async (parameters, what, mend) => {
    const ran = await bench.command(["logs", "shop#1", ...parameters]);
    expect(ran).toMatchObject({ exitCode: 2, stdout: "" });
    expect(ran.stderr).toContain(what);
    expect(ran.stderr).toContain(mend);
  });

  test("are followed from another process until the execution ends", async () => {
    let follower: Promise<Ran> | undefined;
    const run = await bench.headrace(["run", "slow.yml", "--data", "other"], {
      onOutput: (output) => {
        if (follower !== undefined || !output.includes("first | first line")) return;
        follower = bench.headrace(["logs", "latest", "--follow", "--data", "other"], {
          onOutput: (followed) => {
            if (followed.includes("first line") && !existsSync(join(bench.directory, "go"))) bench.write("go", "");
          },
        });
      },
    });
    expect(run.exitCode).toBe(0);
    expect(await follower).toMatchObject({
      exitCode: 0,
      stdout: "first | first line\nfirst | second line\nlast | last line\n",
    });
  });
});

describe("artifacts, tests and caches", () => {
  test("artifacts are listed and taken out", async () => {
    expect((await read("artifacts", "list", "shop#1")).stdout).toMatch(/^site +build +1 /m);
    expect(await readJson("artifacts", "list", "shop#1")).toMatchObject([{ name: "site", files: 1 }, {}, {}]);
    await read("artifacts", "get", "shop#1", "site", "--into", "taken");
    expect(readFileSync(join(bench.directory, "taken/out/index.html"), "utf8")).toBe("page\n");
  });

  test("an artifact that several have is taken of the one that is named", async () => {
    const several = await bench.command(["artifacts", "get", "shop#1", "result"]);
    expect(several.exitCode).toBe(2);
    expect(several.stderr).toContain("test (large)");
    expect(several.stderr).toContain("Say which with --stage.");
    await read("artifacts", "get", "shop#1", "result", "--stage", "test (small)", "--into", "small");
    expect(existsSync(join(bench.directory, "small/result.txt"))).toBe(true);
    const none = await bench.command(["artifacts", "get", "shop#1", "siet"]);
    expect(none).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("It has: site, result.") });
  });

  test("an artifact is not unpacked over a link that leads elsewhere", async () => {
    bench.write("trap/keep", "");
    mkdirSync(join(bench.directory, "elsewhere"));
    symlinkSync(join(bench.directory, "elsewhere"), join(bench.directory, "trap/out"));
    await bench.command(["artifacts", "get", "shop#1", "site", "--into", "trap"]);
    expect(existsSync(join(bench.directory, "elsewhere/index.html"))).toBe(false);
  });

  test("test cases", async () => {
    const { stdout } = await read("tests", "shop#1", "--outcome", "failed", "--stage", "test (small)");
    expect(stdout).toContain("✗ failed");
    expect(stdout).toContain("divides");
    expect(stdout).not.toContain("adds");
    expect(await readJson("tests", "shop#1")).toMatchObject([{}, {}, {}, {}]);
  });

  test("caches", async () => {
    expect((await read("cache", "list")).stdout).toContain("shop-tools");
    expect(await readJson("cache", "list")).toMatchObject([{ key: "shop-tools" }]);
    expect((await read("cache", "clear", "--key", "other-")).stdout).toContain("Removed 0 cache entries");
    expect((await read("cache", "clear")).stdout).toContain("Removed 1 cache entry");
    expect((await read("cache", "list")).stdout).toContain("There are no caches.");
  });
});

test("doctor finds a sound data directory", async () => {
  expect((await read("doctor")).stdout).toMatch(/data directory +\.headrace is sound/);
  expect(await readJson("doctor")).toContainEqual(expect.objectContaining({ subject: "node", state: "good" }));
});

test("optimize knows the recorded durations", async () => {
  expect((await read("optimize")).stdout).toContain("durations of 3 stages are recorded");
  expect(await readJson("optimize")).toHaveProperty("criticalPath");
});

test("old executions are removed with their logs, but for the newest of each pipeline", async () => {
  for (let count = 0; count < 2; count += 1) await read("run", "stages.yml", "--quiet", "--data", "old");
  const logs = join(bench.directory, "old/logs");
  expect(readdirSync(logs)).toHaveLength(2);
  expect((await read("executions", "prune", "--data", "old")).stdout).toBe("Removed 0 executions.\n");
  const pruned = await readJson("executions", "prune", "--older-than", "0s", "--keep", "1", "--data", "old");
  expect(pruned).toMatchObject({ executions: [expect.any(String)] });
  expect(readdirSync(logs)).toHaveLength(1);
  const { stdout } = await read("executions", "list", "--data", "old");
  expect(stdout).toContain("older#2");
  expect(stdout).not.toContain("older#1");
});

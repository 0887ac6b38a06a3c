import { expect, test } from "vitest";
import { eventsOf, outcomesOf, useFixture } from "../support/fixture.ts";

test("paths of artifacts, caches and reports may hold expressions, whose values are data", async () => {
  using bench = useFixture("path-expressions");
  const ran = await bench.command(["run", "--json", "--workspace", "isolated"]);
  expect(outcomesOf(ran)).toEqual({
    "test (basket)": "success",
    "test (checkout)": "success",
    build: "success",
    exclude: "success",
    escape: "failed",
    unclear: "failed",
  });
  for (const suite of ["basket", "checkout"]) {
    expect(eventsOf(ran, "tests.reported", `test (${suite})`)[0]).toMatchObject({ total: 1, passed: 1 });
  }
  const stored = eventsOf(ran, "artifact.stored", "build").map(({ name, files }) => [name, files]);
  expect(stored).toEqual([
    ["app", 1],
    ["except", 1],
  ]);
  await bench.command(["artifacts", "get", "latest", "app", "--into", "app"]);
  await bench.command(["artifacts", "get", "latest", "except", "--into", "except"]);
  expect(bench.read("app/out/app [1]*.txt")).toBe("first\n");
  expect(bench.read("except/out/app 1 and more.txt")).toBe("second\n");
  expect(eventsOf(ran, "artifact.stored", "exclude")[0]).toMatchObject({ name: "made", files: 1 });
  expect(eventsOf(ran, "cache.saved", "build")).toHaveLength(1);
  expect(eventsOf(ran, "stage.finished", "escape")[0]).toMatchObject({
    message: 'the path "../outside" leaves the workspace',
  });
  expect(String(eventsOf(ran, "stage.finished", "unclear")[0]?.message)).toMatch(/^the path of a report: /);

  const again = await bench.command(["run", "--json", "--workspace", "isolated", "--stage", "build"]);
  expect(eventsOf(again, "cache.restored", "build")).toHaveLength(1);
});

test("a name that cannot exist in such a path is found before anything runs", async () => {
  using bench = useFixture("path-expressions");
  bench.write(
    "wrong.yml",
    `name: wrong
stages:
  build:
    steps: [{ id: build, run: make }]
    cache: [{ key: a, paths: ["\${{ steps.build.outputs.path }}"] }]
    artifacts: [{ name: a, paths: ["\${{ steps.bulid.outputs.path }}/*", "\${{ secrets.TOKEN }}", "/\${{ git.branch }}"] }]
    reports: { junit: ["\${{ matrix.suite }}.xml"], coverage: { path: "\${{ nothing }}" } }
    reuse: { inputs: ["\${{ params.folder }}"] }
`,
  );
  const { exitCode, stdout } = await bench.command(["validate", "wrong.yml", "--format", "json"]);
  expect(exitCode).toBe(2);
  const found: readonly { code: string; path: readonly unknown[] }[] = JSON.parse(stdout)[0].diagnostics;
  expect(
    found.filter(({ path }) => path[0] === "stages").map(({ code, path }) => [code, path.slice(2).join(".")]),
  ).toEqual(
    expect.arrayContaining([
      ["unknown-name", "cache.0.paths.0"],
      ["unknown-name", "artifacts.0.paths.0"],
      ["unknown-name", "artifacts.0.paths.1"],
      ["bad-glob", "artifacts.0.paths.2"],
      ["unknown-name", "reports.junit.0"],
      ["unknown-name", "reports.coverage.path"],
      ["bad-expression", "reuse.inputs.0"],
    ]),
  );
});

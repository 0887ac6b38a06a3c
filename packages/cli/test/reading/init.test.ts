import { expect, test } from "vitest";
import { createWorkbench } from "../support/workbench.ts";

test("a first pipeline is written from what the project says of itself, and is sound", async () => {
  using bench = createWorkbench({
    "package.json": '{ "scripts": { "build": "echo built", "test": "echo tested", "start": "node ." } }',
    "package-lock.json": "{}",
  });
  expect(await bench.command(["init"])).toMatchObject({ exitCode: 0 });
  expect(bench.read("headrace.yml")).toContain(
    "    needs: [build]\n    steps:\n      - run: npm ci\n      - run: npm test\n",
  );
  expect(await bench.command(["validate"])).toMatchObject({ exitCode: 0, stdout: "headrace.yml: no problems\n" });
  expect(await bench.command(["init"])).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("has a pipeline already: headrace.yml"),
  });
});

test("what is written where nothing is known runs", async () => {
  using bench = createWorkbench();
  await bench.command(["init"]);
  expect(await bench.command(["run"])).toMatchObject({ exitCode: 0 });
});

test("commands and options are completed", async () => {
  using bench = createWorkbench();
  const { stdout } = await bench.command(["completion", "bash"]);
  expect(stdout).toMatch(/"executions list"\) words="--pipeline --outcome --status --branch .*--server --help"/);
  expect((await bench.command(["completion", "fish"])).stdout).toContain("-a 'list show prune events'");
  expect(await bench.command(["completion", "tcsh"])).toMatchObject({ exitCode: 2 });
});

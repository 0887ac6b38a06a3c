import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createWorkbench } from "../support/workbench.ts";

const definition = `name: ship
parameters:
  region: { type: string, default: north }
stages:
  build:
    steps:
      - { id: made, run: 'mkdir -p out && cat source > out/made && echo "count=3" >> "$HEADRACE_OUTPUT"' }
    artifacts: [{ name: out, paths: ["out/**"] }]
    outputs: { count: "\${{ steps.made.outputs.count }}" }
  check:
    needs: [build]
    secrets: [KEY]
    variables: { COUNT: "\${{ needs.build.outputs.count }}", REGION: "\${{ params.region }}" }
    steps: ['echo "$COUNT $REGION $(cat out/made) \${#KEY}" && test "$KEY" = right']
`;

test("a failed stage of a run here is done again at its commit, whatever lies there now", async () => {
  using bench = createWorkbench({ "headrace.yml": definition, source: "first\n" });
  const git = (...parameters: string[]): void => {
    const person = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org"];
    execFileSync("git", ["-C", bench.directory, ...person, ...parameters]);
  };
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Begin");
  const first = await bench.command(["run", "--workspace", "isolated", "--secret", "KEY", "--param", "region=south"], {
    environment: { KEY: "wrong" },
  });
  expect(first.exitCode).toBe(1);
  writeFileSync(join(bench.directory, "source"), "second\n");
  git("commit", "--quiet", "--all", "--message", "Change");

  const missing = await bench.command(["reproduce", "latest"]);
  expect(missing).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("KEY") });
  const again = await bench.command(["reproduce", "latest", "--into", "again"], { environment: { KEY: "wrong" } });
  expect(again.exitCode).toBe(1);
  expect(again.stdout).toContain("check | 3 south first 5\n");
  const mended = await bench.command(["reproduce", "latest", "--into", "mended"], { environment: { KEY: "right" } });
  expect(mended).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("It succeeds here") });
});

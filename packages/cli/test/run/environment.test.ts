import { realpathSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { linesOf, useFixture } from "../support/fixture.ts";

const documented = [
  "CI",
  "HEADRACE",
  "HEADRACE_EXECUTION_ID",
  "HEADRACE_EXECUTION_NUMBER",
  "HEADRACE_PIPELINE",
  "HEADRACE_STAGE",
  "HEADRACE_ATTEMPT",
  "HEADRACE_BRANCH",
  "HEADRACE_COMMIT",
  "HEADRACE_TAG",
  "HEADRACE_WORKSPACE",
  "HEADRACE_OUTPUT",
  "HEADRACE_ENV",
  "HEADRACE_PATH",
  "HEADRACE_SUMMARY",
  // By which what a killed run left alive is found.
  "HEADRACE_EXECUTION_MARK",
];

test("a step sees the documented environment, what the pipeline names, and nothing else", async () => {
  using bench = useFixture("environment");
  const ran = await bench.headrace(
    [
      "run",
      "--json",
      "--workspace",
      "isolated",
      "--variable",
      "GIVEN=by hand",
      "--param",
      "count=4",
      "--branch",
      "topic",
    ],
    { environment: { OUTSIDE_SECRET: "leaked", token: "of-twenty-characters", LANG: "C", TZ: "UTC", TERM: "dumb" } },
  );
  expect(ran.stderr).toBe("");
  expect(ran.exitCode).toBe(0);
  const lines = linesOf(ran, "show");
  const seen = new Map(
    lines
      .filter((line) => /^[A-Z_]\w*=/.test(line))
      .map((line): [string, string] => {
        const end = line.indexOf("=");
        return [line.slice(0, end), line.slice(end + 1)];
      }),
  );
  const ofTheShell = ["PWD", "OLDPWD", "SHLVL", "_"];
  expect([...seen.keys()].filter((name) => !ofTheShell.includes(name)).sort()).toEqual(
    [...documented, "PATH", "LANG", "TZ", "TERM", "HOME", "LEVEL", "ONLY_PIPELINE", "GIVEN", "COUNT", "TOKEN"].sort(),
  );
  expect(seen.get("CI")).toBe("true");
  expect(seen.get("HEADRACE_BRANCH")).toBe("topic");
  expect(seen.get("HEADRACE_EXECUTION_NUMBER")).toBe("1");
  expect(seen.get("HEADRACE_STAGE")).toBe("show");
  expect(seen.get("TOKEN")).toBe("***");
  expect(seen.get("HOME")).not.toBe(process.env.HOME);
  const workspace = seen.get("HEADRACE_WORKSPACE") ?? "";
  expect(workspace).not.toBe(bench.directory);
  expect(lines).toEqual(
    expect.arrayContaining([
      "level step, here, given by hand",
      "level stage, count 4, target staging",
      join(workspace, "sub"),
      join(workspace, "sub/deeper"),
      "20",
    ]),
  );
});

test("a shared workspace is the project directory, with the person's own home", async () => {
  using bench = useFixture("environment");
  const ran = await bench.headrace(["run", "--json"], {
    environment: { token: "of-twenty-characters", HOME: bench.directory },
  });
  const lines = linesOf(ran, "show");
  expect(lines).toContain(`HEADRACE_WORKSPACE=${bench.directory}`);
  expect(lines).toContain(`HOME=${bench.directory}`);
  expect(lines).toContain(join(realpathSync(bench.directory), "sub"));
});

test("parameters are held to their types, and a secret that nobody gives is named", async () => {
  using bench = useFixture("environment");
  const wrong = await bench.headrace(["run", "--param", "count=ten", "--param", "target=moon"], {
    environment: { token: "of-twenty-characters" },
  });
  expect(wrong.exitCode).toBe(2);
  expect(wrong.stderr).toContain("count");
  expect(wrong.stderr).toContain("production");
  const missing = await bench.headrace(["run"]);
  expect(missing.exitCode).toBe(2);
  expect(missing.stderr).toContain("token");
});

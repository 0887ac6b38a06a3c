import { execFile, execFileSync } from "node:child_process";
import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { findLauncher } from "../../../../test/program/index.ts";
import { useFixture } from "../support/fixture.ts";
import { createWorkbench, type Workbench } from "../support/workbench.ts";

/** Runs a line of shell, in which $HEADRACE is the command. */
async function shell(bench: Workbench, line: string): Promise<{ readonly stdout: string; readonly stderr: string }> {
  const HEADRACE = `'${process.execPath}' '${findLauncher()}'`;
  const script = line.replaceAll("$HEADRACE", HEADRACE);
  return await promisify(execFile)("bash", ["--norc", "-c", script], { cwd: bench.directory });
}

describe("when nobody reads what is printed", () => {
  test("a run goes on to its end, quietly", async () => {
    using bench = useFixture("reading");
    const ran = await shell(bench, "$HEADRACE run many-lines.yml | head -1; echo ${PIPESTATUS[0]}");
    expect(ran).toEqual({ stdout: "count | started\n0\n", stderr: "" });
    expect((await bench.command(["executions", "list"])).stdout).toContain("✓ success  many-lines#1");
  });

  test("what only prints ends at once, quietly", async () => {
    using bench = useFixture("reading");
    await bench.command(["run", "many-lines.yml", "--quiet"]);
    const ran = await shell(bench, "$HEADRACE logs latest --stage count | head -2; echo ${PIPESTATUS[0]}");
    expect(ran).toEqual({ stdout: "1\n2\n0\n", stderr: "" });
  });

  test("output that is lost for want of room is a fault, and the run is kept all the same", async () => {
    using bench = useFixture("input");
    const ran = await shell(bench, "$HEADRACE run hello.yml >/dev/full; echo $?; $HEADRACE schema >/dev/full; echo $?");
    expect(ran.stdout).toBe("3\n3\n");
    expect(ran.stderr.match(/Standard output cannot be written/g)).toHaveLength(2);
    expect((await bench.command(["executions", "list"])).stdout).toContain("✓ success  hello#1");
  });

  test("closed streams do no harm", async () => {
    using bench = useFixture("input");
    const ran = await shell(bench, "$HEADRACE run hello.yml <&- >&- 2>&-; echo $?");
    expect(ran).toEqual({ stdout: "0\n", stderr: "" });
  });
});

describe("wherever it is run", () => {
  test.each(["with spaces", "it's", 'a "quoted" $HOME `id`', "línea 線", "two\nlines", "-n"])("in %j", async (name) => {
    using bench = createWorkbench();
    bench.write(`${name}/headrace.yml`, "name: place\nstages: { hello: { steps: ['pwd -P', 'echo kept > file'] } }\n");
    const ran = await bench.command(["run", "--json", "--workspace", "shared"], {
      directory: name,
    });
    expect(ran.stderr).toBe("");
    expect(ran.exitCode).toBe(0);
    expect(bench.read(`${name}/file`)).toBe("kept\n");
  });

  test("without HOME", async () => {
    using bench = useFixture("input");
    expect(await shell(bench, "env -u HOME $HEADRACE run hello.yml --quiet")).toMatchObject({ stderr: "" });
  });

  test("in a directory that may not be written to, with its data elsewhere", async (context) => {
    using bench = useFixture("input");
    const project = join(bench.directory, "project");
    mkdirSync(project);
    bench.write("project/hello.yml", bench.read("hello.yml"));
    chmodSync(project, 0o555);
    try {
      execFileSync("mount", ["--bind", project, project], { stdio: "ignore" });
      execFileSync("mount", ["-o", "remount,bind,ro", project]);
    } catch {
      context.skip("only root may mount a directory read-only");
    }
    try {
      const ran = await bench.command(["run", "hello.yml", "--data", "../data"], { directory: "project" });
      expect(ran.stderr).toBe("");
      expect(ran.exitCode).toBe(0);
      const refused = await bench.command(["run", "hello.yml"], { directory: "project" });
      expect(refused).toMatchObject({ exitCode: 3, stderr: expect.stringContaining("the file system is read-only") });
    } finally {
      execFileSync("umount", ["-l", project]);
    }
  });
});

test("a definition of another directory is run in this one, which is said", async () => {
  using bench = createWorkbench({
    "api/headrace.yml": "name: api\nstages: { where: { steps: ['pwd > where.txt'] } }\n",
    "api/headrace/nightly.yml": "name: nightly\nstages: { where: { steps: ['true'] } }\n",
    "api/ci.yml": "name: ci\nstages: { where: { steps: ['true'] } }\n",
  });
  const ran = await bench.command(["run", "api/headrace.yml"]);
  expect(ran.exitCode).toBe(0);
  expect(ran.stderr).toMatch(/^Steps run here, in .*: cd api && headrace run$/m);
  expect(bench.read("where.txt").trim()).not.toMatch(/api$/);
  expect((await bench.command(["run", "api/headrace/nightly.yml"])).stderr).toContain("cd api && headrace run\n");
  expect((await bench.command(["run", "api/ci.yml"])).stderr).toBe("");
  expect((await bench.command(["run", "headrace/nightly.yml"], { directory: "api" })).stderr).toBe("");
});

describe("however much it is", () => {
  test("a warning for each of many lines, of which the first thousand are kept", async () => {
    using bench = createWorkbench({
      "headrace.yml": "name: loud\nstages: { loud: { steps: ['yes ::warning::old syntax | head -n 3000'] } }\n",
    });
    const ran = await bench.command(["run", "--json"]);
    expect(ran.exitCode).toBe(0);
    const messages = ran.events.filter(({ type }) => type === "annotation").map(({ message }) => String(message));
    expect(messages).toHaveLength(1001);
    expect(messages.at(-1)).toBe(
      "of 3000 errors, warnings and notices the first 1000 are listed; the others are in the log",
    );
    expect(ran.events.filter(({ type }) => type === "log")).toHaveLength(3000);
  });

  test("a long name, and the longer one of a matrix instance", async () => {
    using bench = createWorkbench();
    const [name, value] = ["s".repeat(100), "v".repeat(400)];
    bench.write(
      "headrace.yml",
      `name: long\nstages: { ${name}: { matrix: { axes: { a: ["${value}", b] } }, steps: ["echo it ran"] } }\n`,
    );
    const ran = await bench.command(["run", "--workspace", "isolated"]);
    expect(ran.exitCode).toBe(0);
    const logs = await bench.command(["logs", "latest"]);
    // Cut as on GitHub, and still told apart.
    const cut = `${name.slice(0, 97)}...`;
    expect(logs.stdout).toBe(`${cut} | it ran\n${cut} #2 | it ran\n`);
  });

  test("a pipeline of 2,000 stages", async () => {
    using bench = createWorkbench();
    const stages = Array.from({ length: 2000 }, (_, index) => {
      const needs = index === 0 ? "" : `needs: [stage-${(index - 1) >> 1}], `;
      return `  stage-${index}: { ${needs}when: "\${{ ${index < 3} }}", steps: [":"] }\n`;
    });
    bench.write("headrace.yml", `name: many\nstages:\n${stages.join("")}`);
    const ran = await bench.command(["run", "--json"]);
    expect(ran.exitCode).toBe(0);
    expect(ran.events.filter(({ type }) => type === "stage.finished")).toHaveLength(3);
    expect(ran.events.filter(({ type }) => type === "stage.skipped")).toHaveLength(1997);
  });
});

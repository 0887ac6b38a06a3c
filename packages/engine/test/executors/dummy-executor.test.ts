import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { createDummyExecutor } from "../../src/executors/dummy/dummy-executor.ts";
import type { StageSession } from "../../src/ports/executor.ts";
import { describeExecutor } from "../executor-conformance.ts";
import { startStep } from "./start-step.ts";

describeExecutor({
  name: "the dummy executor",
  create: () => createDummyExecutor(),
  directory: tmpdir(),
  environment: {},
  scripts: {
    exit: (code) => `exit ${code}`,
    signal: (name) => `signal ${name}`,
    stdout: (text) => `echo ${text}`,
    stderr: (text) => `stderr ${text}`,
    lines: (count) => `lines ${count}`,
    wait: "echo ready\nsleep 60s",
    waitStubbornly: "ignore-term\necho ready\nsleep 60s",
    background: "background 20ms tick",
    sleep: (milliseconds) => `sleep ${milliseconds}ms`,
    shell: "sh",
  },
});

describe("the dummy executor's vocabulary", () => {
  const request = { executionId: "0197", instance: "build", attempt: 2, workspace: "/" };
  const run = (session: StageSession, script: string, environment: Readonly<Record<string, string>> = {}) =>
    startStep(session, { script, shell: "sh", workingDirectory: "/", environment });

  test("a stage can run out of memory, lose its surroundings, and behave by attempt", async () => {
    const executor = createDummyExecutor();
    const session = await executor.open(request);
    expect(await run(session, "oom").exit).toEqual({ exitCode: null, signal: "SIGKILL", outOfMemory: true });
    await expect(run(session, "fault the disk is gone").exit).rejects.toMatchObject({
      code: "infrastructure",
      message: "the disk is gone",
    });
    const step = run(session, "# the first attempt fails\non-attempt 1 exit 1\non-attempt 2 echo second\n");
    expect(await step.exit).toMatchObject({ exitCode: 0 });
    expect(step.text("stdout")).toBe("second\n");
    expect(executor.openSessions).toBe(1);
    await session.close();
    expect(executor.openSessions).toBe(0);
  });

  test("outputs go to the file that the variable names", async () => {
    const directory = mkdtempSync(join(tmpdir(), "headrace-test-"));
    try {
      const session = await createDummyExecutor().open(request);
      const environment = { HEADRACE_OUTPUT: join(directory, "output"), HEADRACE_ENV: join(directory, "env") };
      const step = run(session, "output version=1.2\nappend HEADRACE_ENV A=b c\nvariable HEADRACE_ENV", environment);
      expect(await step.exit).toMatchObject({ exitCode: 0 });
      expect(readFileSync(environment.HEADRACE_OUTPUT, "utf8")).toBe("version=1.2\n");
      expect(readFileSync(environment.HEADRACE_ENV, "utf8")).toBe("A=b c\n");
      expect(step.text("stdout")).toBe(`${environment.HEADRACE_ENV}\n`);
      await session.close();
    } finally {
      rmSync(directory, { recursive: true });
    }
  });

  test.each(["npm test", "exit soon", "sleep well", "constructor"])("%j is no command of it", async (script) => {
    const session = await createDummyExecutor().open(request);
    const step = run(session, script);
    expect(await step.exit).toMatchObject({ exitCode: 127 });
    expect(step.text("stderr")).toContain(script);
    await session.close();
  });

  test("it refuses what it is told to", () => {
    const executor = createDummyExecutor({ refuse: ({ cpu }) => (cpu === undefined ? [] : ["no cores"]) });
    expect(executor.refuse({ ...request, cpu: 2 })).toEqual(["no cores"]);
    expect(executor.refuse(request)).toEqual([]);
  });
});

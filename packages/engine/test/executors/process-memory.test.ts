import { tmpdir, totalmem } from "node:os";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { createProcessExecutor } from "../../src/executors/process/process-executor.ts";
import type { Executor, StageRequest } from "../../src/ports/executor.ts";
import { isRunning, pidsIn } from "./processes.ts";
import { startStep } from "./start-step.ts";

const mebibyte = 1024 * 1024;
const request: StageRequest = { executionId: "0197-memory", instance: "build", attempt: 1, workspace: tmpdir() };
const limited: StageRequest = { ...request, memory: 64 * mebibyte };
const environment = { PATH: process.env.PATH ?? "/usr/bin:/bin" };
const refusal = createProcessExecutor().refuse(limited)[0];

describe("a memory limit", () => {
  let executor: Executor;
  beforeEach(() => {
    executor = createProcessExecutor();
  });
  afterEach(() => executor.close());

  const start = async (script: string, stage = limited) =>
    startStep(await executor.open(stage), { script, shell: "sh", workingDirectory: tmpdir(), environment });

  // `tail` keeps a line until it ends, and this one does not.
  const greedy = "head -c 200000000 /dev/zero | tail >/dev/null";

  describe.skipIf(refusal !== undefined)(`where control groups can be made (here: ${refusal ?? "they can"})`, () => {
    test("a step that passes it has run out of memory", async () => {
      const step = await start("exec tail </dev/zero");
      expect(await step.exit).toEqual({ exitCode: null, signal: "SIGKILL", outOfMemory: true });
    });

    test("that a child did, and its shell went on, is told too", async () => {
      const step = await start(`${greedy} || true\necho after`);
      expect(await step.exit).toMatchObject({ exitCode: 0, outOfMemory: true });
      expect(step.text("stdout")).toBe("after\n");
    });

    test("it is the stage's: the next step is told nothing of the last one's", async () => {
      const session = await executor.open(limited);
      const settings = { shell: "sh", workingDirectory: tmpdir(), environment };
      expect(await startStep(session, { script: greedy, ...settings }).exit).toMatchObject({ outOfMemory: true });
      expect(await startStep(session, { script: "exit 3", ...settings }).exit).toEqual({
        exitCode: 3,
        outOfMemory: false,
      });
    });

    test("without one the same program runs", async () => {
      expect(await (await start(greedy, request)).exit).toEqual({ exitCode: 0, outOfMemory: false });
    });

    test("how much it took is known at its end, of what its steps started too", async () => {
      const session = await executor.open(limited);
      const settings = { shell: "sh", workingDirectory: tmpdir(), environment };
      const script = `${process.execPath} -e 'Buffer.alloc(3e7, 1); const until = Date.now() + 50; while (Date.now() < until);'`;
      await startStep(session, { script, ...settings }).exit;
      const { cpuMs = 0, peakMemory = 0 } = session.used?.() ?? {};
      expect(cpuMs).toBeGreaterThan(10);
      expect(peakMemory).toBeGreaterThan(3e7);
      expect(peakMemory).toBeLessThanOrEqual(64 * mebibyte);
    });

    test("what the stage starts elsewhere counts too", async () => {
      const step = await start(`env -i setsid -w ${process.execPath} -e 'Buffer.alloc(2e8, 1)'`);
      expect(await step.exit).toMatchObject({ outOfMemory: true });
    });

    test("a process that left its session with an empty environment is ended all the same", async () => {
      const step = await start(
        "env -i /usr/bin/setsid /bin/sleep 60 >/dev/null 2>&1 & echo hidden=$!; sleep 0.1",
        request,
      );
      expect(await step.exit).toMatchObject({ exitCode: 0 });
      await executor.close();
      expect(pidsIn(step.text("stdout"))).toHaveLength(1);
      expect(pidsIn(step.text("stdout")).filter(isRunning)).toEqual([]);
    });

    test("more than the machine has is refused", () => {
      const [reason] = executor.refuse({ ...request, memory: 2 * totalmem() });
      expect(reason).toContain("resources.memory");
    });
  });

  test("it is refused by name where there are no control groups, and never ignored", async () => {
    const bare = createProcessExecutor({ controlGroups: false });
    expect(bare.refuse(limited)).toHaveLength(1);
    expect(bare.refuse(limited)[0]).toContain("resources.memory");
    expect(bare.refuse(request)).toEqual([]);
    await expect(bare.open(limited)).rejects.toMatchObject({ code: "infrastructure" });
  });

  test("a share of the processor is refused by name", () => {
    expect(executor.refuse({ ...request, cpu: 1 })[0]).toContain("resources.cpu");
  });
});

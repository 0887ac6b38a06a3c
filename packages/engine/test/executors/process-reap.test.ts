import { type ChildProcess, spawn } from "node:child_process";
import { readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { createProcessExecutor } from "../../src/executors/process/process-executor.ts";
import type { StageRequest } from "../../src/ports/executor.ts";
import { eventually, isRunning, pidsIn } from "./processes.ts";
import { startStep } from "./start-step.ts";

const program = fileURLToPath(new URL("fixtures/run-until-killed.ts", import.meta.url));
const started: ChildProcess[] = [];
const leftBehind: number[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  for (const pid of leftBehind.splice(0)) if (isRunning(pid)) process.kill(pid, "SIGKILL");
});

/** Runs a script in a process of its own, and gives the ids that the script printed once it says "ready". */
async function runElsewhere(executionId: string, groups: string, script: string, environment = process.env) {
  const child = spawn(process.execPath, [program, executionId, groups, script], { env: environment, cwd: tmpdir() });
  started.push(child);
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  await eventually(() => text.includes("ready") || child.exitCode !== null);
  const pids = pidsIn(text);
  leftBehind.push(...pids);
  return { child, pids };
}

async function kill(child: ChildProcess): Promise<void> {
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

const scattered = "sleep 60 & echo child=$!\nsetsid sleep 60 >/dev/null 2>&1 & echo session=$!\necho ready; wait";
/** Without its mark it is known by its control group only. */
const unmarked = "env -i /usr/bin/setsid /bin/sleep 60 >/dev/null 2>&1 & echo unmarked=$!\n";
const hasGroups = createProcessExecutor().refuse({ ...request(), memory: 1e9 }).length === 0;

function request(executionId = "0197-request"): StageRequest {
  return { executionId, instance: "build", attempt: 1, workspace: tmpdir() };
}

describe.each(hasGroups ? ["groups", "marks"] : ["marks"])(
  "reaping what a killed run left, known by its %s",
  (groups) => {
    test("ends all of it, and only it", async () => {
      const executionId = `0197-dead-${groups}`;
      const script = groups === "groups" ? unmarked + scattered : scattered;
      const dead = await runElsewhere(executionId, groups, script);
      const living = await runElsewhere(`0197-living-${groups}`, groups, scattered);
      expect(dead.pids).toHaveLength(groups === "groups" ? 3 : 2);
      expect(living.pids).toHaveLength(2);
      await kill(dead.child);
      expect(dead.pids.filter(isRunning)).toEqual(dead.pids);

      const executor = createProcessExecutor();
      // All of them and the shell that waits.
      expect(await executor.reap(executionId)).toBe(dead.pids.length + 1);
      expect(dead.pids.filter(isRunning)).toEqual([]);
      expect(living.pids.filter(isRunning)).toEqual(living.pids);
      expect(await executor.reap(executionId)).toBe(0);
      expect(leftGroups(executionId)).toEqual([]);

      await kill(living.child);
      expect(await executor.reap(`0197-living-${groups}`)).toBe(3);
      await executor.close();
    });

    test("leaves alone what the same executor runs for that execution", async () => {
      const executionId = `0197-inside-${groups}`;
      const { child, pids } = await runElsewhere(executionId, groups, scattered);
      await kill(child);
      const outer = createProcessExecutor({ controlGroups: groups === "groups" });
      const session = await outer.open(request(executionId));
      const step = startStep(session, {
        script: "sleep 60 & echo own=$!\necho ready; wait",
        shell: "sh",
        workingDirectory: tmpdir(),
        environment: { PATH: process.env.PATH ?? "" },
      });
      await step.printed("ready");
      const own = pidsIn(step.text("stdout"));
      expect(await outer.reap(executionId)).toBe(3);
      expect(pids.filter(isRunning)).toEqual([]);
      expect(own.filter(isRunning)).toEqual(own);
      step.stop();
      await step.exit;
      await outer.close();
    });

    test("a run inside a stage is found by the outer execution", async () => {
      const outer = `0197-outer-${groups}`;
      const { child, pids } = await runElsewhere(`0197-inner-${groups}`, groups, scattered, {
        ...process.env,
        HEADRACE_EXECUTION_MARK: `${outer}/0123456789ab.1`,
      });
      const executor = createProcessExecutor();
      // The inner run itself, which ends on SIGTERM, its shell and both sleepers.
      expect(await executor.reap(outer)).toBe(4);
      expect(pids.filter(isRunning)).toEqual([]);
      await eventually(() => child.exitCode !== null || child.signalCode !== null);
      expect(child.signalCode).toBe("SIGTERM");
      await executor.close();
      await createProcessExecutor().reap(`0197-inner-${groups}`);
    });
  },
);

test("reaping ends what ignores SIGTERM", async () => {
  const script = `setsid sh -c 'trap "" TERM; echo stubborn=$$; echo ready; while :; do sleep 1; done' & wait`;
  const { child, pids } = await runElsewhere("0197-stubborn", "marks", script);
  await kill(child);
  const executor = createProcessExecutor();
  expect(await executor.reap("0197-stubborn")).toBeGreaterThanOrEqual(2);
  expect(pids.filter(isRunning)).toEqual([]);
  await executor.close();
});

test("a stage of an execution may itself be what takes that execution up: it is spared", async () => {
  const fixture = fileURLToPath(new URL("fixtures/reap.ts", import.meta.url));
  const environment = { ...process.env, HEADRACE_EXECUTION_MARK: "0197-itself/0123456789ab.1" };
  // Below a shell with the mark, which is above it and spared as well.
  const child = spawn("sh", ["-c", '"$@"; echo "exit $?"', "sh", process.execPath, fixture, "0197-itself"], {
    env: environment,
  });
  started.push(child);
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk.toString();
  });
  await new Promise((resolve) => child.once("close", resolve));
  expect(text).toBe("0\nexit 0\n");
});

function leftGroups(executionId: string): readonly string[] {
  const roots = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified", "/sys/fs/cgroup/pids", "/sys/fs/cgroup/memory"];
  return roots.flatMap((root) => {
    try {
      return readdirSync(root).filter((name) => name.includes(executionId));
    } catch {
      return [];
    }
  });
}

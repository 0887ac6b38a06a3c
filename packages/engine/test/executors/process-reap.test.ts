import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, expect, test } from "vitest";
import { createProcessExecutor } from "../../src/executors/process/process-executor.ts";
import type { StageRequest } from "../../src/ports/executor.ts";
import { eventually, isRunning, pidsIn } from "./processes.ts";
import { startStep } from "./start-step.ts";

const program = fileURLToPath(new URL("fixtures/run-until-killed.ts", import.meta.url));
const temporaryDirectory = mkdtempSync(join(tmpdir(), "headrace-test-"));
afterAll(() => rmSync(temporaryDirectory, { recursive: true }));

const started: ChildProcess[] = [];
const leftBehind: number[] = [];

afterEach(() => {
  for (const child of started.splice(0)) child.kill("SIGKILL");
  for (const pid of leftBehind.splice(0)) if (isRunning(pid)) process.kill(pid, "SIGKILL");
});

/** Runs a script in a process of its own, and gives the ids that the script printed once it says "ready". */
async function runElsewhere(executionId: string, groups: string, script: string, environment = process.env) {
  const child = spawn(process.execPath, [program, executionId, groups, temporaryDirectory, script], {
    env: environment,
    cwd: tmpdir(),
  });
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

const environment = { PATH: process.env.PATH ?? "/usr/bin:/bin" };
const inTemporary = { shell: "sh", workingDirectory: tmpdir(), environment };

test.each(hasGroups ? ["groups", "marks"] : ["marks"])(
  "reaping by %s ends all that a killed run left",
  async (known) => {
    const executionId = `0197-dead-${known}`;
    const script = known === "groups" ? unmarked + scattered : scattered;
    const { child, pids } = await runElsewhere(executionId, known, script);
    expect(pids).toHaveLength(known === "groups" ? 3 : 2);
    await kill(child);
    expect(pids.filter(isRunning)).toEqual(pids);

    const executor = createProcessExecutor({ temporaryDirectory });
    // All of them and the shell that waits.
    expect(await executor.reap(executionId)).toBe(pids.length + 1);
    expect(pids.filter(isRunning)).toEqual([]);
    expect(await executor.reap(executionId)).toBe(0);
    expect(leftGroups(executionId)).toEqual([]);
    await executor.close();
  },
);

test("reaping leaves alone what runs for other executions, and what the same executor runs for that one", async () => {
  const { child, pids } = await runElsewhere("0197-shared", "marks", scattered);
  await kill(child);
  const executor = createProcessExecutor({ controlGroups: false, temporaryDirectory });
  const living = [];
  for (const executionId of ["0197-shared", "0197-shared-not"]) {
    const session = await executor.open(request(executionId));
    const step = startStep(session, { script: "sleep 60 & echo own=$!\necho ready; wait", ...inTemporary });
    await step.printed("ready");
    living.push(...pidsIn(step.text("stdout")));
  }
  expect(await executor.reap("0197-shared")).toBe(3);
  expect(pids.filter(isRunning)).toEqual([]);
  expect(living).toHaveLength(2);
  expect(living.filter(isRunning)).toEqual(living);
  await executor.close();
  expect(living.filter(isRunning)).toEqual([]);
});

test("what a run inside a stage started belongs to the outer execution too", async () => {
  const { child, pids } = await runElsewhere("0197-inner", "marks", scattered, {
    ...process.env,
    HEADRACE_EXECUTION_MARK: "0197-outer/0123456789ab.1",
  });
  const executor = createProcessExecutor({ temporaryDirectory });
  // The inner run itself, which ends on SIGTERM, its shell and both sleepers.
  expect(await executor.reap("0197-outer")).toBe(4);
  expect(pids.filter(isRunning)).toEqual([]);
  await eventually(() => child.exitCode !== null || child.signalCode !== null);
  expect(child.signalCode).toBe("SIGTERM");
  await executor.close();
});

test("reaping ends what ignores SIGTERM", async () => {
  const script = `setsid sh -c 'trap "" TERM; echo stubborn=$$; echo ready; while :; do sleep 1; done' & wait`;
  const { child, pids } = await runElsewhere("0197-stubborn", "marks", script);
  await kill(child);
  const executor = createProcessExecutor({ temporaryDirectory });
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

import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { createProcessExecutor } from "../../src/executors/process/process-executor.ts";
import type { Executor, StageSession } from "../../src/ports/executor.ts";
import { hasForkServer } from "../../src/programs/fork-server.ts";
import { eventually, isRunning, pidsIn } from "./processes.ts";
import { type StepSettings, startStep } from "./start-step.ts";

const environment = { PATH: process.env.PATH ?? "/usr/bin:/bin" };
const temporaryDirectory = mkdtempSync(join(tmpdir(), "headrace-test-"));
afterAll(() => rmSync(temporaryDirectory, { recursive: true }));

/** Both ways to be spared a fork of this process. */
const ways = [
  { way: "a fork server", forkServer: true, name: "fork-server.pl", there: hasForkServer },
  { way: "a spawner", forkServer: false, name: "spawn-worker", there: process.platform === "linux" },
];

describe.each(ways.filter(({ there }) => there))("programs started by $way", ({ forkServer, name }) => {
  let executor: Executor;
  let before: readonly number[];

  beforeEach(() => {
    before = startersOf(process.pid);
    executor = createProcessExecutor({ temporaryDirectory, starter: "always", forkServer });
  });
  afterEach(() => executor.close());

  const open = (): Promise<StageSession> =>
    executor.open({ executionId: "0197-starter", instance: "build", attempt: 1, workspace: temporaryDirectory });
  const start = (session: StageSession, script: string, settings: Partial<StepSettings> = {}) =>
    startStep(session, { script, shell: "sh", workingDirectory: temporaryDirectory, environment, ...settings });
  const startersOf = (parent: number): readonly number[] => runningChildren(parent, name);
  const starter = (): number => {
    const [pid, ...others] = startersOf(process.pid).filter((each) => !before.includes(each));
    if (pid === undefined || others.length > 0) throw new Error("there is not one starter");
    return pid;
  };

  test("two hundred stages at once, each with its own output and end", async () => {
    const sessions = await Promise.all(Array.from({ length: 200 }, open));
    const steps = sessions.map((session, number) => start(session, `echo ${number}; exit $((${number} % 100))`));
    const exits = await Promise.all(steps.map((step) => step.exit));
    expect(exits).toEqual(steps.map((_, number) => ({ exitCode: number % 100, outOfMemory: false })));
    expect(steps.map((step) => step.text("stdout"))).toEqual(steps.map((_, number) => `${number}\n`));
    await Promise.all(sessions.map((session) => session.close()));
  });

  test("a step is its child and holds no file of it, and its secrets are told to nobody else", async () => {
    const step = start(await open(), "echo $PPID; cat /proc/$PPID/environ /proc/$PPID/cmdline", {
      environment: { ...environment, TOKEN: "only-for-the-step" },
    });
    expect(await step.exit).toMatchObject({ exitCode: 0 });
    expect(Number.parseInt(step.text("stdout"), 10)).toBe(starter());
    expect(step.text("stdout")).toContain(name);
    expect(step.text("stdout")).not.toContain("only-for-the-step");

    const files = start(await open(), "ls /proc/self/fd");
    const alone = createProcessExecutor({ temporaryDirectory });
    const other = await alone.open({ executionId: "0197", instance: "b", attempt: 1, workspace: temporaryDirectory });
    const filesAlone = start(other, "ls /proc/self/fd");
    await Promise.all([files.exit, filesAlone.exit]);
    expect(files.text("stdout")).toBe(filesAlone.text("stdout"));
    await alone.close();
  });

  test("what cannot be started is said as it is without it", async () => {
    const session = await open();
    const alone = createProcessExecutor({ temporaryDirectory });
    const other = await alone.open({ executionId: "0197", instance: "b", attempt: 1, workspace: temporaryDirectory });
    const cases: readonly Partial<StepSettings>[] = [
      { environment: { ...environment, LARGE: "x".repeat(4_000_000) } },
      { environment: { ...environment, ZERO: "a\0b" } },
      { workingDirectory: join(temporaryDirectory, "missing") },
      { shell: "no-such-shell" },
    ];
    for (const settings of cases) {
      const exit = await start(session, "true", settings).exit;
      expect(exit.notStarted).toEqual(expect.any(String));
      expect(exit).toEqual(await start(other, "true", settings).exit);
    }
    expect(await start(session, "exit 7").exit).toMatchObject({ exitCode: 7 });
    await alone.close();
  });

  test("a large environment arrives whole", async () => {
    const large = Object.fromEntries(
      Array.from({ length: 50 }, (_, number) => [`LARGE_${number}`, "ü".repeat(10_000)]),
    );
    const step = start(await open(), "echo ${#LARGE_0} ${#LARGE_49}", {
      shell: "bash",
      environment: { ...environment, LC_ALL: "C", ...large },
    });
    expect(await step.exit).toMatchObject({ exitCode: 0 });
    expect(step.text("stdout")).toBe("20000 20000\n");
  });

  test("signals that a terminal sends to everybody leave it and its steps alone", async () => {
    const session = await open();
    const step = start(session, "echo ready; sleep 0.3; exit 4");
    await step.printed("ready");
    for (const signal of ["SIGINT", "SIGHUP", "SIGTERM", "SIGQUIT"]) process.kill(starter(), signal);
    expect(await step.exit).toMatchObject({ exitCode: 4 });
  });

  test("when it is killed, what it started is a fault and is ended, and what comes next is started", async () => {
    const session = await open();
    const step = start(session, "echo step=$$; exec sleep 60");
    await step.printed("\n");
    const pids = pidsIn(step.text("stdout"));
    expect(pids).toHaveLength(1);
    process.kill(starter(), "SIGKILL");
    await expect(step.exit).rejects.toMatchObject({ code: "infrastructure" });
    await session.close();
    expect(pids.filter(isRunning)).toEqual([]);

    expect(await start(await open(), "exit 5").exit).toMatchObject({ exitCode: 5 });
  });

  test("killed while it has much to start, it leaves no step without an end", async () => {
    expect(await start(await open(), "true").exit).toMatchObject({ exitCode: 0 });
    const sessions = await Promise.all(Array.from({ length: 50 }, open));
    const steps = sessions.map((session) => start(session, "echo step=$$; exec sleep 60"));
    const ends = Promise.allSettled(steps.map((step) => step.exit));
    await steps[0]?.printed("\n");
    process.kill(starter(), "SIGKILL");
    // Those that it had not been asked for yet are started by the next one.
    await expect(steps[0]?.exit).rejects.toMatchObject({ code: "infrastructure" });
    for (const step of steps) step.stop();
    expect(await ends).toHaveLength(50);
    await Promise.all(sessions.map((session) => session.close()));
    const pids = steps.flatMap((step) => pidsIn(step.text("stdout")));
    expect(pids.filter(isRunning)).toEqual([]);
  });

  test("it is there for many steps that run one after another, and not for a few", async () => {
    const alone = createProcessExecutor({ temporaryDirectory, forkServer });
    const session = await alone.open({ executionId: "0197", instance: "a", attempt: 1, workspace: temporaryDirectory });
    const parent = async (): Promise<number> => {
      const step = start(session, "echo $PPID");
      await step.exit;
      return Number.parseInt(step.text("stdout"), 10);
    };
    alone.expect?.(2);
    expect(await parent()).toBe(process.pid);
    alone.expect?.(100);
    // Until it is ready, steps do not wait for it.
    const parents = new Set<number>();
    while (!parents.has(starter())) parents.add(await parent());
    expect(await parent()).toBe(starter());
    await alone.close();
  });

  test("it ends when its executor is closed", async () => {
    expect(await start(await open(), "true").exit).toMatchObject({ exitCode: 0 });
    const pid = starter();
    await executor.close();
    await eventually(() => !isRunning(pid));
    expect(isRunning(pid)).toBe(false);
  });

  test("it dies with a parent that is killed, and starts nothing more; what it had started is found", async () => {
    const program = fileURLToPath(new URL("fixtures/run-by-starter.ts", import.meta.url));
    const parent = spawn(process.execPath, [program, "100", temporaryDirectory, String(forkServer)], {
      cwd: temporaryDirectory,
    });
    let text = "";
    parent.stdout.on("data", (chunk: Buffer) => {
      text += chunk.toString();
    });
    await eventually(() => text.includes("\n"));
    const [pid] = startersOf(parent.pid ?? 0);
    expect(pid).toEqual(expect.any(Number));
    const gone = new Promise((resolve) => parent.once("exit", resolve));
    parent.kill("SIGKILL");
    await gone;
    await eventually(() => pid !== undefined && !isRunning(pid));
    expect(pid !== undefined && isRunning(pid)).toBe(false);

    // Once it has ended, nobody starts anything: what is found now is all there is.
    expect(await executor.reap("0197-by-starter")).toBeGreaterThan(0);
    expect(await executor.reap("0197-by-starter")).toBe(0);
    expect(pidsIn(text).filter(isRunning)).toEqual([]);
  });

  test("it does not keep a program alive that has nothing more to do", async () => {
    const module = new URL("../../src/executors/process/process-executor.ts", import.meta.url).href;
    const program = `
      const { createProcessExecutor } = await import(${JSON.stringify(module)});
      const executor = createProcessExecutor({ starter: "always", forkServer: ${forkServer}, temporaryDirectory: ${JSON.stringify(temporaryDirectory)} });
      const session = await executor.open({ executionId: "0197-idle", instance: "b", attempt: 1, workspace: "/" });
      const { signal } = new AbortController();
      const exit = await session.run({ name: "s", script: "exit 6", shell: "sh", workingDirectory: "/", gracePeriod: 0,
        environment: { PATH: process.env.PATH }, stop: signal, kill: signal, output: { write() {} } });
      await session.close();
      process.exitCode = exit.exitCode;`;
    const child = spawn(process.execPath, ["--input-type=module", "--eval", program], { stdio: "inherit" });
    expect(await new Promise((resolve) => child.once("exit", resolve))).toBe(6);
  });
});

function runningChildren(parent: number, name: string): readonly number[] {
  return readdirSync("/proc")
    .map(Number)
    .filter((pid) => pid > 0 && isRunning(pid) && parentOf(pid) === parent && commandOf(pid).includes(name));
}

function parentOf(pid: number): number {
  const status = read(`/proc/${pid}/stat`);
  return Number(status.slice(status.lastIndexOf(")") + 2).split(" ")[1]);
}

function commandOf(pid: number): string {
  return read(`/proc/${pid}/cmdline`);
}

function read(path: string): string {
  try {
    return readFileSync(path, "latin1");
  } catch {
    return "";
  }
}

import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { hasForkServer } from "../../src/programs/fork-server.ts";
import { createLauncher, type Launcher } from "../../src/programs/launcher.ts";
import { type ProgramRun, runProgram } from "../../src/programs/run-program.ts";
import { eventually, isRunning } from "../executors/processes.ts";

const environment = { PATH: process.env.PATH ?? "/usr/bin:/bin" };
const shell = (script: string, settings: Partial<ProgramRun> = {}): ProgramRun => ({
  program: "sh",
  arguments: ["-c", script],
  environment,
  input: "",
  timeout: 60_000,
  maxBytes: 1_000_000,
  ...settings,
});

const directory = mkdtempSync(join(tmpdir(), "headrace-test-"));
const launcher: Launcher = createLauncher("always");
afterAll(() => {
  launcher.close();
  rmSync(directory, { recursive: true });
});

describe.each([
  { who: "this process", run: runProgram, isOurs: true },
  { who: "a spawner", run: launcher.run, isOurs: process.platform !== "linux" },
])("a program that $who runs to its end", ({ run, isOurs }) => {
  beforeAll(async () => {
    // Nothing waits until the spawner is ready.
    while (((await parentOf()) === process.pid) !== isOurs);
  });
  const parentOf = async (): Promise<number> => Number((await run(shell("echo $PPID"))).output);

  test("gives its bytes, its exit and what it complained of", async () => {
    const end = await run(shell("cat; printf '\\377\\0x'; echo 'no such thing' >&2; exit 3", { input: "größer\n" }));
    const output = Buffer.concat([Buffer.from("größer\n"), Buffer.from([0xff, 0, 0x78])]);
    expect(end).toEqual({ exitCode: 3, output, complaint: "no such thing", endedFor: null });
    expect(Buffer.isBuffer(end.output)).toBe(true);
  });

  test("sees the environment that it was given, and nothing else", async () => {
    const { output } = await run(shell("env", { environment: { ...environment, TOKEN: "only-for-it" } }));
    const names = output
      .toString("utf8")
      .split("\n")
      .map((line) => line.split("=", 1)[0]);
    // What the shell itself sets.
    expect(names.filter((name) => !["", "PWD", "OLDPWD", "SHLVL", "_"].includes(name ?? "")).sort()).toEqual([
      "PATH",
      "TOKEN",
    ]);
  });

  test("passes on more than fits into a pipe, both ways", async () => {
    const input = "0123456789abcde\n".repeat(200_000);
    const { output, endedFor } = await run(shell("cat", { input, maxBytes: input.length }));
    expect(endedFor).toBeNull();
    expect(output.toString("utf8") === input).toBe(true);
  });

  test("is judged by its exit when it does not read its input", async () => {
    expect(await run(shell("exit 4", { input: "x".repeat(1_000_000) }))).toMatchObject({ exitCode: 4, endedFor: null });
  });

  test("is ended with its helpers when it takes too long, says too much, or is no longer wanted", async () => {
    const helpers = (name: string) => `sleep 60 & echo $! > ${directory}/${name}; `;
    expect(await run(shell("sleep 60", { timeout: 200 }))).toMatchObject({ exitCode: null, endedFor: "timeout" });
    expect(await run(shell(`${helpers("length")} yes`, { maxBytes: 10_000 }))).toMatchObject({ endedFor: "length" });
    const controller = new AbortController();
    const running = run(shell(`${helpers("signal")} wait`), controller.signal);
    await eventually(() => pidIn("signal") > 0);
    controller.abort();
    expect(await running).toMatchObject({ endedFor: "signal" });
    const pids = ["length", "signal"].map(pidIn);
    expect(pids.every((pid) => pid > 0)).toBe(true);
    await eventually(() => !pids.some(isRunning));
    expect(pids.filter(isRunning)).toEqual([]);
  });

  test("is ended at once when it is unwanted already", async () => {
    expect(await run(shell("sleep 60"), AbortSignal.abort())).toMatchObject({ endedFor: "signal" });
  });

  test("is told of with the system's error when it cannot be started", async () => {
    const run404 = run(shell("", { program: "no-such-program" }));
    await expect(run404).rejects.toMatchObject({ code: "ENOENT" });
    const large = { ...environment, LARGE: "x".repeat(4_000_000) };
    await expect(run(shell("true", { environment: large }))).rejects.toMatchObject({ code: "E2BIG" });
  });

  test("runs beside many others, each with its own output", async () => {
    const ends = await Promise.all(Array.from({ length: 50 }, (_, number) => run(shell(`echo ${number}`))));
    expect(ends.map(({ output }) => Number(output))).toEqual(ends.map((_, number) => number));
  });
});

test.runIf(process.platform === "linux")(
  "a launcher that is closed still runs what comes late, by no spawner",
  async () => {
    const late = createLauncher("always");
    const parentOf = async (): Promise<number> => Number((await late.run(shell("echo $PPID"))).output);
    while ((await parentOf()) === process.pid);
    late.close();
    for (let time = 0; time < 5; time += 1) expect(await parentOf()).toBe(process.pid);
  },
);

test.runIf(process.platform === "linux")("what a spawner runs ends when the process that asked is killed", async () => {
  const program = fileURLToPath(new URL("fixtures/run-until-killed.ts", import.meta.url));
  const parent = spawn(process.execPath, [program, join(directory, "orphan")], { stdio: "ignore" });
  const gone = new Promise((resolve) => parent.once("exit", resolve));
  await eventually(() => pidIn("orphan") > 0);
  parent.kill("SIGKILL");
  await gone;
  const pid = pidIn("orphan");
  await eventually(() => !isRunning(pid));
  expect(isRunning(pid)).toBe(false);
});

function pidIn(name: string): number {
  try {
    return Number(readFileSync(join(directory, name), "utf8"));
  } catch {
    return 0;
  }
}

test.skipIf(process.platform !== "linux").each(hasForkServer ? ["fork-server", "spawner"] : ["spawner"])(
  "a program that has nothing else to do waits until there is a %s",
  async (starter) => {
    const file = fileURLToPath(new URL("./fixtures/await-starter.ts", import.meta.url));
    const { exitCode, output, complaint } = await runProgram({
      ...shell(""),
      program: process.execPath,
      arguments: [file, starter],
    });
    expect([complaint, output.toString("utf8"), exitCode]).toEqual(["", "ready\n", 0]);
  },
);

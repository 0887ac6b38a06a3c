import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createProcessExecutor } from "../../src/executors/process/process-executor.ts";
import type { Executor, StageSession } from "../../src/ports/executor.ts";
import { describeExecutor } from "../executor-conformance.ts";
import { isRunning, pidsIn } from "./processes.ts";
import { shellScripts } from "./shell-scripts.ts";
import { type StepSettings, startStep } from "./start-step.ts";

const environment = { PATH: process.env.PATH ?? "/usr/bin:/bin" };
let directory = "";
let temporaryDirectory = "";

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "headrace-test-"));
  temporaryDirectory = join(directory, "temporary");
  mkdirSync(temporaryDirectory);
});
afterAll(() => rmSync(directory, { recursive: true }));

const groupRefusal = createProcessExecutor().refuse({
  executionId: "0197",
  instance: "build",
  attempt: 1,
  workspace: "/",
  memory: 64 * 1024 * 1024,
})[0];
const hasGroups = groupRefusal === undefined;

/** With control groups where this machine has them, and always without; and with every program started by a starter. */
const ways = [
  ...(hasGroups ? [{ way: "with control groups", controlGroups: true }] : []),
  { way: "without control groups", controlGroups: false },
  { way: "by a starter", controlGroups: hasGroups, starter: "always" },
] as const;

for (const { way, ...how } of ways) {
  describeExecutor({
    name: `the process executor ${way}`,
    create: () => createProcessExecutor({ ...how, outputPatience: 100 }),
    directory: tmpdir(),
    environment,
    scripts: shellScripts,
  });

  describe(`the process executor ${way}`, () => {
    let executor: Executor;
    let session: StageSession;

    const request = { executionId: "0197-own", instance: "build", attempt: 1 };

    beforeAll(() => {
      executor = createProcessExecutor({ ...how, temporaryDirectory, outputPatience: 500 });
    });
    beforeEach(async () => {
      session = await executor.open({ ...request, workspace: directory });
    });
    afterEach(() => session.close());
    afterAll(() => executor.close());

    const start = (script: string, settings: Partial<StepSettings> = {}) =>
      startStep(settings.session ?? session, {
        script,
        shell: "sh",
        workingDirectory: directory,
        environment,
        ...settings,
      });

    test("a step sees the environment it was given, its mark, and nothing else", async () => {
      // Without the directories of version managers, whose shims add variables of their own.
      const given = { PATH: "/usr/bin:/bin", GREETING: "two words", PWD: directory, OLDPWD: "/", SHLVL: "1", _: "x" };
      for (const shell of ["sh", "bash", "python", "node"] as const) {
        const script = {
          sh: "env",
          bash: "env",
          python: "import os\nfor name in os.environ: print(name + '=' + os.environ[name])",
          node: "for (const [name, value] of Object.entries(process.env)) console.log(name + '=' + value)",
        }[shell];
        const step = start(script, { shell, environment: given });
        expect(await step.exit, step.text("stderr")).toMatchObject({ exitCode: 0 });
        const names = step
          .text("stdout")
          .trim()
          .split("\n")
          .map((line) => line.split("=", 1)[0] ?? "")
          // Python sets it for itself where the locale says nothing.
          .filter((name) => name !== "LC_CTYPE");
        expect(new Set(names)).toEqual(new Set([...Object.keys(given), "HEADRACE_EXECUTION_MARK"]));
        expect(step.text("stdout")).toContain("GREETING=two words\n");
      }
    });

    test("sh stops at the first failing command, bash also at one inside a pipeline", async () => {
      const sh = start("false\necho after");
      expect(await sh.exit).toMatchObject({ exitCode: 1 });
      expect(sh.text("stdout")).toBe("");
      expect(await start("false | true").exit).toMatchObject({ exitCode: 0 });
      expect(await start("false | true\necho after", { shell: "bash" }).exit).toMatchObject({ exitCode: 1 });
    });

    test("sh is the system's, whatever PATH has of that name", async () => {
      const own = mkdtempSync(join(directory, "bin-"));
      writeFileSync(join(own, "sh"), "#!/bin/false\n", { mode: 0o755 });
      const step = start("echo $0", { environment: { PATH: `${own}:${process.env.PATH}` } });
      expect(await step.exit).toMatchObject({ exitCode: 0 });
      expect(step.text("stdout")).toBe("/bin/sh\n");
    });

    test.each(["sh", "bash"])("a script of %s has no arguments, and its lines are told by number", async (shell) => {
      const step = start('echo "$# arguments for $0"\n\nno-such-command', { shell });
      expect(await step.exit).toMatchObject({ exitCode: 127 });
      expect(step.text("stdout")).toMatch(new RegExp(`^0 arguments for .*${shell}\n$`));
      expect(step.text("stderr")).toMatch(shell === "sh" ? /: (line )?3: .*no-such-command: / : /\d+\.sh: line 3: /);
    });

    test("a script's file is gone with its stage, and what a step has put in its place is not touched", async () => {
      const own = mkdtempSync(join(directory, "scripts-"));
      const kept = join(directory, "kept");
      writeFileSync(kept, "kept");
      const other = createProcessExecutor({ ...how, temporaryDirectory: own });
      const request = { executionId: "0197-scripts", instance: "build", attempt: 1, workspace: directory };
      const first = await other.open(request);
      expect(await start("echo secret", { session: first }).exit).toMatchObject({ exitCode: 0 });
      await first.close();
      const scripts = join(own, readdirSync(own)[0] ?? "");
      const files = (): readonly string[] => readdirSync(scripts).filter((name) => name.endsWith(".sh"));
      expect(files()).toEqual([]);

      for (const change of [
        "true",
        `ln -sf '${kept}' $each`,
        `ln -f '${kept}' $each`,
        "rm $each; mkfifo $each",
        "rm $each",
      ]) {
        const session = await other.open(request);
        const script = `for each in '${scripts}'/*.sh; do ${change}; done; exit 7`;
        expect(await start(script, { session }).exit).toMatchObject({ exitCode: 7 });
        await session.close();
        expect(files()).toEqual([]);
      }
      expect(readFileSync(kept, "utf8")).toBe("kept");
      await other.close();
      expect(readdirSync(own)).toEqual([]);
    });

    test("a quote in the temporary directory's name is only a name", async () => {
      const odd = mkdtempSync(join(temporaryDirectory, "it's; exit 9 #"));
      const other = createProcessExecutor({ ...how, temporaryDirectory: odd });
      const own = await other.open({ executionId: "0197-odd", instance: "b", attempt: 1, workspace: directory });
      expect(await start("exit 3", { session: own }).exit).toMatchObject({ exitCode: 3 });
      await other.close();
      rmSync(odd, { recursive: true });
    });

    test("node finds modules where the step runs, in both kinds of module", async () => {
      writeFileSync(join(directory, "answer.cjs"), "module.exports = 42;\n");
      const common = start("console.log(require('./answer.cjs'), process.version)", { shell: "node" });
      expect(await common.exit, common.text("stderr")).toMatchObject({ exitCode: 0 });
      expect(common.text("stdout")).toBe(`42 ${process.version}\n`);
      const modern = start("import answer from './answer.cjs';\nconsole.log(await Promise.resolve(answer));", {
        shell: "node",
      });
      expect(await modern.exit, modern.text("stderr")).toMatchObject({ exitCode: 0 });
      expect(modern.text("stdout")).toBe("42\n");
    });

    test("any other program is given the script's file", async () => {
      const step = start("hello\nworld\n", { shell: "cat" });
      expect(await step.exit).toMatchObject({ exitCode: 0 });
      expect(step.text("stdout")).toBe("hello\nworld\n");
    });

    test("standard input is empty", async () => {
      const step = start("cat; echo end");
      expect(await step.exit).toMatchObject({ exitCode: 0 });
      expect(step.text("stdout")).toBe("end\n");
    });

    test.runIf(process.platform === "linux")("streams can be opened by name", async () => {
      const step = start("echo out >/dev/stdout; echo error >/dev/stderr; echo both | tee /dev/stderr");
      expect(await step.exit, step.text("stderr")).toMatchObject({ exitCode: 0 });
      expect(step.text("stdout")).toBe("out\nboth\n");
      expect(step.text("stderr")).toBe("error\nboth\n");
    });

    test("a working directory that does not exist, a zero byte, a huge variable: not started, in words", async () => {
      const gone = join(directory, "gone");
      expect((await start("true", { workingDirectory: gone }).exit).notStarted).toContain(`"${gone}" does not exist`);
      const zero = await start("true", { environment: { ...environment, A: "a\0b" } }).exit;
      expect(zero.notStarted).toContain("zero byte");
      const huge = await start("true", { environment: { ...environment, A: "x".repeat(4_000_000) } }).exit;
      expect(huge.notStarted).toContain("larger than the system allows");
      expect(await start("exit 6").exit).toMatchObject({ exitCode: 6 });
    });

    test("a shell in the workspace is no shell, even where PATH has a relative entry", async () => {
      writeFileSync(join(directory, "sneaky"), "#!/bin/sh\necho caught\n", { mode: 0o755 });
      expect(
        (await start("", { shell: "sneaky", environment: { PATH: `.:${environment.PATH}` } }).exit).notStarted,
      ).toBe('shell "sneaky" was not found');
      const named = start("", { shell: "./sneaky" });
      await named.exit;
      expect(named.text("stdout")).toBe("caught\n");
    });

    test("stop ends children, those that left the group, and those that ignore it", async () => {
      const step = start(
        `sleep 60 & echo child=$!
         setsid sleep 60 & echo session=$!
         mark=HEADRACE_EXECUTION_MARK=$HEADRACE_EXECUTION_MARK
         env -i "A=$(printf '\\360\\237')" "$mark" setsid sleep 60 & echo notUtf8=$!
         setsid sh -c 'trap "" TERM; echo stubborn=$$; echo ready; while :; do sleep 1; done' &
         wait`,
        { gracePeriod: 200 },
      );
      await step.printed("ready");
      const pids = pidsIn(step.text("stdout"));
      expect(pids).toHaveLength(4);
      step.stop();
      expect(await step.exit).toMatchObject({ signal: "SIGTERM" });
      expect(pids.filter(isRunning)).toEqual([]);
    });

    test("SIGTERM lets a program end as it likes, within the grace", async () => {
      const step = start(`trap 'echo unlocked; exit 7' TERM; echo ready; while :; do sleep 0.02; done`, {
        gracePeriod: 60_000,
      });
      await step.printed("ready");
      step.stop();
      expect(await step.exit).toMatchObject({ exitCode: 7 });
      expect(step.text("stdout")).toBe("ready\nunlocked\n");
    });

    test("a stopped program (SIGSTOP) is woken to end", async () => {
      const step = start("sleep 60 & kill -s STOP $!; echo ready; wait", { gracePeriod: 60_000 });
      await step.printed("ready");
      step.stop();
      expect(await step.exit).toMatchObject({ signal: "SIGTERM" });
    });

    test("what a step leaves running is there for the next one, and gone after close", async () => {
      const first = start(
        "sleep 60 >/dev/null 2>&1 & echo child=$!\nsetsid sleep 60 >/dev/null 2>&1 & echo session=$!",
      );
      await first.exit;
      const pids = pidsIn(first.text("stdout"));
      expect(pids).toHaveLength(2);
      const second = start(`kill -0 ${pids.join(" ")} && echo both`);
      expect(await second.exit).toMatchObject({ exitCode: 0 });
      expect(pids.filter(isRunning)).toEqual(pids);
      await session.close();
      expect(pids.filter(isRunning)).toEqual([]);
    });

    test("a grandchild that holds the stream does not hold the step", async () => {
      const step = start("sleep 60 & echo held=$!");
      expect(await step.exit).toMatchObject({ exitCode: 0 });
      const [pid = 0] = pidsIn(step.text("stdout"));
      expect(isRunning(pid)).toBe(true);
      await session.close();
      expect(isRunning(pid)).toBe(false);
    });

    test("output that a filter still holds when the shell exits is waited for", async () => {
      const step = start("exec > >(sleep 0.1; cat)\necho late", { shell: "bash" });
      expect(await step.exit).toMatchObject({ exitCode: 0 });
      expect(step.text("stdout")).toBe("late\n");
    });

    test("a slow reader slows the step down, and loses nothing of it", async () => {
      let bytes = 0;
      let held: Promise<void> | null = null;
      const writtenWhileHeld: number[] = [];
      const never = new AbortController().signal;
      const exit = await session.run({
        name: "talk",
        script: "head -c 1000000 /dev/zero",
        shell: "sh",
        workingDirectory: directory,
        environment,
        // Longer than the patience for streams that a background process holds.
        output: {
          write(_stream, chunk) {
            if (held !== null) writtenWhileHeld.push(chunk.length);
            bytes += chunk.length;
          },
          ready() {
            if (bytes < 900_000) return null;
            held ??= new Promise((resolve) => {
              setTimeout(() => {
                held = null;
                resolve();
              }, 150);
            });
            return held;
          },
        },
        stop: never,
        kill: never,
        gracePeriod: 1_000,
      });
      expect(exit).toMatchObject({ exitCode: 0 });
      expect(bytes).toBe(1_000_000);
      expect(writtenWhileHeld).toEqual([]);
    });

    test("one session's close leaves another's processes alone", async () => {
      const other = await executor.open({ ...request, instance: "b", workspace: directory });
      const step = start("setsid sleep 60 >/dev/null 2>&1 & echo other=$!", { session: other });
      await step.exit;
      await start("true").exit;
      await session.close();
      const pids = pidsIn(step.text("stdout"));
      expect(pids.filter(isRunning)).toEqual(pids);
      await other.close();
      expect(pids.filter(isRunning)).toEqual([]);
    });

    test("nothing is left in the temporary directory, and scripts are for this user alone", async () => {
      const own = mkdtempSync(join(directory, "own-"));
      const other = createProcessExecutor({ ...how, temporaryDirectory: own });
      const step = start('stat -c %a "$BASH_SOURCE" "$(dirname "$BASH_SOURCE")"', {
        shell: "bash",
        session: await other.open({ ...request, workspace: directory }),
      });
      await step.exit;
      expect(step.text("stdout")).toBe("600\n700\n");
      expect(readdirSync(own)).not.toEqual([]);
      await other.close();
      expect(readdirSync(own)).toEqual([]);
    });

    test("a temporary directory that was cleaned is made again", async () => {
      expect(await start("exit 1").exit).toMatchObject({ exitCode: 1 });
      for (const name of readdirSync(temporaryDirectory)) rmSync(join(temporaryDirectory, name), { recursive: true });
      const step = start("echo again");
      expect(await step.exit).toMatchObject({ exitCode: 0 });
      expect(step.text("stdout")).toBe("again\n");
    });

    test("a run inside a stage belongs to the stage as well as to itself", async () => {
      const step = start('echo "$HEADRACE_EXECUTION_MARK"');
      await step.exit;
      expect(step.text("stdout")).toMatch(/(^|,)0197-own\/[0-9a-f]{12}\.\d+\n$/);
    });
  });
}

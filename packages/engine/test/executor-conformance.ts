import { createHash, randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Executor, StageSession, StepExit } from "../src/ports/executor.ts";
import { type StepSettings, startStep } from "./executors/start-step.ts";

/** How an executor is told to do what the suite looks at. */
export interface ConformanceSubject {
  readonly name: string;
  readonly create: () => Executor;
  /** Absolute; exists. */
  readonly directory: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly scripts: {
    exit(code: number): string;
    /** Ended by its own signal. */
    signal(name: string): string;
    stdout(text: string): string;
    stderr(text: string): string;
    /** Prints `line 1` to `line N`. */
    lines(count: number): string;
    /** Prints "ready", then waits for a minute. */
    wait: string;
    /** The same, but only SIGKILL ends it. */
    waitStubbornly: string;
    /** Leaves something in the background that prints "tick" every 20 ms. */
    background: string;
    sleep(milliseconds: number): string;
    /** Needs a shell: every kind has one by this name. */
    shell: string;
  };
}

/** What every executor does, whatever it runs on. */
export function describeExecutor(subject: ConformanceSubject): void {
  const { scripts } = subject;

  describe(`${subject.name} keeps the executor's contract`, () => {
    let executor: Executor;
    let session: StageSession;
    // Its own: reaping ends whatever bears an execution's id, also what another file's executor runs meanwhile.
    const executionId = `0197-conformance-${randomUUID()}`;

    const open = (instance = "build"): Promise<StageSession> =>
      executor.open({ executionId, instance, attempt: 1, workspace: subject.directory });
    const start = (script: string, settings: Partial<StepSettings> = {}) =>
      startStep(settings.session ?? session, {
        script,
        shell: scripts.shell,
        workingDirectory: subject.directory,
        environment: subject.environment,
        ...settings,
      });
    const run = (script: string, settings: Partial<StepSettings> = {}): Promise<StepExit> =>
      start(script, settings).exit;

    // One for all, as a server has it; each test has a session of its own.
    beforeAll(() => {
      executor = subject.create();
    });
    beforeEach(async () => {
      session = await open();
    });
    afterEach(() => session.close());
    afterAll(() => executor.close());

    test.each([0, 1, 3, 127, 255])("exit code %d is reported as it is", async (code) => {
      expect(await run(scripts.exit(code))).toEqual({ exitCode: code, outOfMemory: false });
    });

    test("a step that ends without a word has succeeded", async () => {
      expect(await run("")).toEqual({ exitCode: 0, outOfMemory: false });
    });

    test.each(["SIGKILL", "SIGTERM", "SIGSEGV"])("%s is reported as it is", async (signal) => {
      expect(await run(scripts.signal(signal))).toEqual({ exitCode: null, signal, outOfMemory: false });
    });

    test("each stream is told apart and keeps its order", async () => {
      const step = start(
        [scripts.stdout("one"), scripts.stderr("first"), scripts.stdout("two"), scripts.stderr("second")].join("\n"),
      );
      await step.exit;
      expect(step.text("stdout")).toBe("one\ntwo\n");
      expect(step.text("stderr")).toBe("first\nsecond\n");
    });

    test("200,000 lines arrive whole and in order", async () => {
      const step = start(scripts.lines(200_000));
      expect(await step.exit).toMatchObject({ exitCode: 0 });
      const expected = Array.from({ length: 200_000 }, (_, index) => `line ${index + 1}\n`).join("");
      expect(digest(step.text("stdout"))).toBe(digest(expected));
    });

    test("what was printed before a failure has arrived when it is reported", async () => {
      const step = start([scripts.stdout("almost"), scripts.exit(9)].join("\n"));
      expect(await step.exit).toMatchObject({ exitCode: 9 });
      expect(step.text("stdout")).toBe("almost\n");
    });

    test("stop ends a step by SIGTERM", async () => {
      const step = start(scripts.wait, { gracePeriod: 60_000 });
      await step.printed("ready");
      step.stop();
      expect(await step.exit).toEqual({ exitCode: null, signal: "SIGTERM", outOfMemory: false });
    });

    test("what ignores SIGTERM is ended by SIGKILL after the grace", async () => {
      const step = start(scripts.waitStubbornly, { gracePeriod: 100 });
      await step.printed("ready");
      step.stop();
      expect(await step.exit).toEqual({ exitCode: null, signal: "SIGKILL", outOfMemory: false });
    });

    test("kill ends the grace at once", async () => {
      const step = start(scripts.waitStubbornly, { gracePeriod: 60_000 });
      await step.printed("ready");
      step.stop();
      await new Promise((resolve) => setTimeout(resolve, 20));
      step.kill();
      expect(await step.exit).toEqual({ exitCode: null, signal: "SIGKILL", outOfMemory: false });
    });

    test("kill alone ends a step without any grace", async () => {
      const step = start(scripts.waitStubbornly, { gracePeriod: 60_000 });
      await step.printed("ready");
      step.kill();
      expect(await step.exit).toEqual({ exitCode: null, signal: "SIGKILL", outOfMemory: false });
    });

    test("a step that is stopped before it starts never runs", async () => {
      const step = start(scripts.stdout("no"), { stopped: true });
      expect(await step.exit).toEqual({ exitCode: null, outOfMemory: false });
      expect(step.text("stdout")).toBe("");
    });

    test("a shell that does not exist is named", async () => {
      const exit = await run(scripts.exit(0), { shell: "no-such-shell" });
      expect(exit.exitCode).toBeNull();
      expect(exit.notStarted).toContain('"no-such-shell"');
    });

    test("steps of one session follow each other, also after a failed or stopped one", async () => {
      expect(await run(scripts.exit(4))).toMatchObject({ exitCode: 4 });
      const stopped = start(scripts.wait);
      await stopped.printed("ready");
      stopped.stop();
      await stopped.exit;
      expect(await run(scripts.exit(5))).toMatchObject({ exitCode: 5 });
    });

    test("two steps of one session at once are refused", async () => {
      const first = start(scripts.wait);
      await first.printed("ready");
      await expect(run(scripts.exit(0))).rejects.toMatchObject({ code: "internal" });
      first.stop();
      await first.exit;
    });

    test("what prints in the background is heard by the step that runs, and by no earlier one", async () => {
      const first = start(scripts.background);
      await first.exit;
      const heard = first.text("stdout");
      const second = start(scripts.sleep(300));
      await second.exit;
      expect(second.text("stdout")).toContain("tick\n");
      expect(first.text("stdout")).toBe(heard);
    });

    test("close ends what runs in the background and may be repeated", async () => {
      const step = start(scripts.background);
      await step.exit;
      await Promise.all([session.close(), session.close()]);
      const heard = step.text("stdout");
      await new Promise((resolve) => setTimeout(resolve, 100));
      expect(step.text("stdout")).toBe(heard);
      await session.close();
      await expect(run(scripts.exit(0))).rejects.toMatchObject({ code: "internal" });
    });

    test("two sessions at once do not disturb each other", async () => {
      const other = await open("test");
      const waiting = start(scripts.wait);
      await waiting.printed("ready");
      const step = start(scripts.stdout("meanwhile"), { session: other });
      expect(await step.exit).toMatchObject({ exitCode: 0 });
      await other.close();
      expect(step.text("stdout")).toBe("meanwhile\n");
      waiting.stop();
      expect(await waiting.exit).toMatchObject({ signal: "SIGTERM" });
      expect(waiting.text("stdout")).toBe("ready\n");
    });

    test("closing the executor closes its sessions, and may be repeated", async () => {
      const other = subject.create();
      const request = { executionId, attempt: 1, workspace: subject.directory };
      await (await other.open({ ...request, instance: "test" })).close();
      const own = await other.open({ ...request, instance: "build" });
      await run(scripts.background, { session: own });
      await other.close();
      await other.close();
      await expect(run(scripts.exit(0), { session: own })).rejects.toMatchObject({ code: "internal" });
    });

    test("reaping an execution that left nothing ends nothing", async () => {
      const step = start(scripts.wait);
      await step.printed("ready");
      expect(await executor.reap("0197-unknown")).toBe(0);
      // Its own, which lives, is not left over.
      expect(await executor.reap(executionId)).toBe(0);
      step.stop();
      expect(await step.exit).toMatchObject({ signal: "SIGTERM" });
    });
  });
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

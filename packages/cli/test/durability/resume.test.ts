import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useFixture } from "../support/fixture.ts";
import { countLines, processesOf, readKept, withStore } from "../support/recovery.ts";
import type { RunningCommand, Workbench } from "../support/workbench.ts";

test("what the dead run left alive has ended before anything runs again, though it ignores SIGTERM and left its session", async () => {
  using bench = useFixture("crash");
  await killWhenReady(bench, ["run", "orphan.yml"]);
  const id = (await readKept(bench))?.executionId ?? "";
  expect(processesOf(id).length).toBeGreaterThanOrEqual(2);
  const resumed = await bench.headrace(["resume", "--json"]);
  expect(resumed.exitCode).toBe(0);
  expect(countLines(bench, "done.txt")).toEqual({ "attempt 1": 1, "attempt 2": 1 });
  expect(processesOf(id)).toEqual([]);
  const told = resumed.events.find(({ type }) => type === "execution.resumed");
  expect(Number(told?.killedProcesses)).toBeGreaterThanOrEqual(2);
});

test("an interrupted attempt does not count against retry", async () => {
  using bench = useFixture("crash");
  for (const command of [["run", "retry.yml"], ["resume"]]) {
    await bench.headrace(command, { environment: { HEADRACE_FAULT: "attempt.worked" } });
  }
  const resumed = await bench.headrace(["resume"]);
  expect(resumed.exitCode).toBe(0);
  expect(resumed.stdout).toContain("attempt 3");
});

test("an interrupted deployment waits for a person", async () => {
  using bench = useFixture("crash");
  await bench.headrace(["run", "deploy.yml"], { environment: { HEADRACE_FAULT: "attempt.worked:2" } });
  expect(countLines(bench, "done.txt")).toEqual({ build: 1, deploy: 1 });

  const waiting = await bench.headrace(["resume"]);
  expect(waiting.exitCode).toBe(1);
  expect(waiting.stdout).toContain("deploy#1 waits for a person");
  expect(waiting.stdout).toContain("headrace resume --resume-deployments");
  expect(countLines(bench, "done.txt")).toEqual({ build: 1, deploy: 1 });

  const resumed = await bench.headrace(["resume", "--resume-deployments"]);
  expect(resumed.exitCode).toBe(0);
  expect(countLines(bench, "done.txt")).toEqual({ build: 1, deploy: 2, after: 1 });
});

test("what can run beside an interrupted deployment is finished before it is left to a person", async () => {
  using bench = useFixture("crash");
  const environment = { HEADRACE_FAULT: "attempt.worked" };
  await bench.headrace(["run", "deploy-beside.yml", "--concurrency", "1"], { environment });
  expect(countLines(bench, "done.txt")).toEqual({ deploy: 1 });
  const waiting = await bench.headrace(["resume"]);
  expect(waiting.exitCode).toBe(1);
  expect(waiting.stderr).toBe("");
  expect(waiting.stdout).toContain("deploy#1 waits for a person");
  expect(countLines(bench, "done.txt")).toEqual({ deploy: 1, beside: 1 });
});

test("secrets are asked for again, and masked again", async () => {
  using bench = useFixture("crash");
  const environment = { TOKEN: "sesame-open", HEADRACE_FAULT: "step.started" };
  await bench.headrace(["run", "secret.yml", "--secret", "TOKEN"], { environment });

  const refused = await bench.headrace(["resume"]);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("TOKEN");

  const resumed = await bench.headrace(["resume"], { environment: { TOKEN: "sesame-open" } });
  expect(resumed.exitCode).toBe(0);
  expect(resumed.stdout).toContain("token: ***");
  expect(resumed.stdout).not.toContain("sesame");
});

test("what a finished stage had masked is masked after a resume too, and kept nowhere longer than that", async () => {
  using bench = useFixture("crash");
  const temporary = join(bench.directory, "temporary");
  mkdirSync(temporary);
  const environment = { TMPDIR: temporary };
  await bench.headrace(["run", "masks.yml"], { environment: { ...environment, HEADRACE_FAULT: "step.started:2" } });
  const id = (await readKept(bench))?.executionId ?? "";
  const kept = join(temporary, `headrace-${id}`, "masks");
  expect(statSync(kept).mode & 0o777).toBe(0o600);
  expect(statSync(join(temporary, `headrace-${id}`)).mode & 0o777).toBe(0o700);
  // A second death, of the process that resumes, loses nothing either.
  await bench.headrace(["resume"], { environment: { ...environment, HEADRACE_FAULT: "step.started" } });
  const resumed = await bench.headrace(["resume"], { environment });
  expect(resumed.exitCode).toBe(0);
  expect(resumed.stdout).toContain("use | signed in with ***");
  expect(resumed.stdout).toContain("use | and with ***");
  expect(readdirSync(temporary)).toEqual([]);
  const stored = readdirSync(join(bench.directory, ".headrace"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"));
  for (const secret of ["lemon-curd-43", "orange-peel-17", btoa("lemon-curd-43").slice(0, 15)]) {
    expect(stored.some((text) => text.includes(secret))).toBe(false);
  }
});

test("masks that another user could have put there are not read, and that is said", async () => {
  using bench = useFixture("crash");
  const temporary = join(bench.directory, "temporary");
  mkdirSync(temporary);
  const environment = { TMPDIR: temporary };
  await bench.headrace(["run", "masks.yml"], { environment: { ...environment, HEADRACE_FAULT: "step.started:2" } });
  const id = (await readKept(bench))?.executionId ?? "";
  chmodSync(join(temporary, `headrace-${id}`, "masks"), 0o666);
  const resumed = await bench.headrace(["resume"], { environment });
  expect(resumed.exitCode).toBe(0);
  expect(resumed.stderr).toContain("it is not this user's alone");
  expect(readdirSync(temporary)).toEqual([]);
});

test("a cancelled execution stays cancelled, and its cleanup runs", async () => {
  using bench = useFixture("crash");
  let signalled = false;
  const killed = await bench.headrace(["run", "cancel.yml"], {
    environment: { HEADRACE_FAULT: "stage.cancelling" },
    onOutput: (output, child) => {
      if (signalled || !output.includes("first | ready")) return;
      signalled = true;
      child.signal("SIGINT");
    },
  });
  expect(killed.signal).toBe("SIGKILL");
  const resumed = await bench.headrace(["resume"]);
  expect(resumed.exitCode).toBe(130);
  expect(countLines(bench, "done.txt")).toEqual({ cleanup: 1 });
});

test("an execution that is being run cannot be resumed beside it; one that is finished cannot be resumed at all", async () => {
  using bench = useFixture("crash");
  let second: Promise<unknown> | undefined;
  const first = await bench.headrace(["run", "cancel.yml"], {
    onOutput: (output, child) => {
      if (second !== undefined || !output.includes("first | ready")) return;
      second = bench.headrace(["resume", "latest"]).then((refused) => {
        child.signal("SIGINT");
        return refused;
      });
    },
  });
  expect(first.exitCode).toBe(130);
  expect(await second).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("is being run by process") });
  const finished = await bench.headrace(["resume", "latest"]);
  expect(finished).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("already finished") });
});

test("after a reboot the owner is dead, whoever has its process id now", async () => {
  using bench = useFixture("crash");
  await bench.headrace(["run", "retry.yml"], { environment: { HEADRACE_FAULT: "attempt.worked" } });
  const { executionId } = (await readKept(bench)) ?? { executionId: "" };
  await withStore(bench, async ({ journal }) => {
    const { owner } = await journal.load(executionId);
    // This very process lives and has the id; but it was another one before the machine started again.
    await journal.takeOver(executionId, { ...owner, pid: process.pid, bootId: "11111111-2222-3333-4444-555555555555" });
  });
  const resumed = await bench.headrace(["resume"]);
  expect(resumed.exitCode).toBe(1);
  expect(countLines(bench, "done.txt")).toEqual({ "attempt 1": 1, "attempt 2": 1 });
});

/** Runs a command until it prints that it is ready, and kills it from outside. */
async function killWhenReady(bench: Workbench, parameters: readonly string[]): Promise<void> {
  let killed = false;
  const ran = await bench.headrace(parameters, {
    onOutput: (output: string, child: RunningCommand) => {
      if (killed || !output.includes("| ready")) return;
      killed = true;
      child.signal("SIGKILL");
    },
  });
  expect(ran.signal).toBe("SIGKILL");
}

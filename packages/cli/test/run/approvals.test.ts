import { describe, expect, test } from "vitest";
import { eventsOf, outcomesOf, useFixture } from "../support/fixture.ts";
import { withStore } from "../support/recovery.ts";
import { hasTerminal, runInTerminal } from "../support/terminal.ts";

const question = /Approve\? yes or no/;

describe("without a terminal", () => {
  test("what nobody can approve is refused before anything runs", async () => {
    using bench = useFixture("approvals");
    const ran = await bench.command(["run"]);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('"deploy" needs 1 approval, and there is no terminal to ask in');
    expect(ran.stderr).toContain("--approve deploy");
    expect(() => bench.read("done.txt")).toThrow();
  });

  test("--approve gives the consent in the name of who runs the command", async () => {
    using bench = useFixture("approvals");
    const ran = await bench.command(["run", "--json", "--approve", "deploy", "--branch", "main"]);
    expect(ran.exitCode).toBe(0);
    expect(bench.read("done.txt")).toBe("built\ndeployed\nannounced\n");
    const types = ran.events.filter(({ stage }) => stage === "deploy").map(({ type }) => type);
    expect(types.slice(0, 5)).toEqual([
      "approval.requested",
      "approval.decided",
      "approval.settled",
      "stage.queued",
      "stage.started",
    ]);
    expect(eventsOf(ran, "approval.requested")[0]).toMatchObject({
      approvers: ["team-leads"],
      minimum: 1,
      preventSelfApproval: false,
      instructions: "Check the notes of main",
      digest: ran.events[0]?.digest,
      commit: "",
    });
    expect(eventsOf(ran, "approval.decided")[0]?.by).not.toBe("");
  });

  test("several people are named, and whoever starts it is not one of them where that is said", async () => {
    using bench = useFixture("approvals");
    const itself = await bench.command(["run", "four-eyes.yml", "--approve", "deploy"]);
    expect(itself.exitCode).toBe(2);
    expect(itself.stderr).toContain("Whoever starts the pipeline may not approve");
    const one = await bench.command(["run", "four-eyes.yml", "--approve", "deploy=ada", "--approve", "deploy=ada"]);
    expect(one.exitCode).toBe(2);
    expect(one.stderr).toContain('"deploy" needs 1 more approval');
    const flags = ["--approve", "deploy=ada", "--approve", "deploy=ben"];
    const both = await bench.command(["run", "four-eyes.yml", "--json", ...flags]);
    expect(both.exitCode).toBe(0);
    expect(eventsOf(both, "approval.decided").map(({ instance, by }) => `${instance} ${by}`)).toEqual([
      "deploy (east) ada",
      "deploy (east) ben",
      "deploy (west) ada",
      "deploy (west) ben",
    ]);
  });

  test("nobody need approve what its condition leaves out; what comes all the same finds nobody, and that is a no", async () => {
    using bench = useFixture("approvals");
    const skipped = await bench.command(["run", "conditional.yml"]);
    expect(skipped.exitCode).toBe(0);
    const failing = await bench.command(["run", "conditional.yml", "--json", "--param", "fails=true"], {
      input: "yes\n",
    });
    expect(failing.exitCode).toBe(1);
    expect(outcomesOf(failing)).toEqual({ build: "failed", release: "skipped", mend: "rejected" });
    expect(eventsOf(failing, "approval.decided")).toMatchObject([{ decision: "reject", comment: "no answer" }]);
    const one = ["--param", "fails=true", "--approve", "mend"];
    const alone = await bench.command(["run", "conditional-pair.yml", "--json", ...one]);
    expect(outcomesOf(alone)).toMatchObject({ mend: "rejected" });
    expect(eventsOf(alone, "approval.decided")).toMatchObject([{ decision: "approve" }, { by: "nobody" }]);
    const approved = await bench.command([
      "run",
      "conditional.yml",
      "--json",
      "--param",
      "fails=true",
      "--approve",
      "mend",
    ]);
    expect(outcomesOf(approved)).toMatchObject({ mend: "success" });
  });

  test("who has approved before the process died need not do so again", async () => {
    using bench = useFixture("approvals");
    const environment = { HEADRACE_FAULT: "approval.decided" };
    const flags = ["--approve", "deploy=ada", "--approve", "deploy=ben"];
    const killed = await bench.headrace(["run", "four-eyes.yml", ...flags], { environment });
    expect(killed.signal).toBe("SIGKILL");
    const resumed = await bench.command(["resume", "--json", ...flags]);
    expect(resumed.exitCode).toBe(0);
    const said = eventsOf(resumed, "approval.decided").map(({ instance, by }) => `${instance} ${by}`);
    expect(said).toEqual(["deploy (east) ben", "deploy (west) ada", "deploy (west) ben"]);
  });

  test("an approval for a stage that asks for none is a slip of the pen", async () => {
    using bench = useFixture("approvals");
    const ran = await bench.command(["run", "--approve", "deplo"]);
    expect(ran.exitCode).toBe(2);
    expect(ran.stderr).toContain('Did you mean "deploy"?');
  });

  test("a stage that waited for its approval when the process died is asked for again", async () => {
    using bench = useFixture("approvals");
    const environment = { HEADRACE_FAULT: "approval.requested" };
    const killed = await bench.headrace(["run", "--approve", "deploy"], { environment });
    expect(killed.signal).toBe("SIGKILL");
    const shown = await bench.command(["executions", "show", "latest"]);
    expect(shown.stdout).toContain("waits for an approval: deploy");
    const listed = await withStore(bench, async ({ executions }) => {
      const { id } = await executions.get("latest");
      return await executions.events(id);
    });
    expect(listed.at(-1)).toMatchObject({ type: "approval.requested", stage: "deploy" });
    const refused = await bench.command(["resume"]);
    expect(refused.exitCode).toBe(2);
    expect(refused.stderr).toContain("--approve deploy");
    const resumed = await bench.command(["resume", "--json", "--approve", "deploy=ada"]);
    expect(resumed.exitCode).toBe(0);
    expect(eventsOf(resumed, "approval.requested")).toEqual([]);
    expect(eventsOf(resumed, "approval.decided")).toMatchObject([{ by: "ada" }]);
    expect(bench.read("done.txt")).toBe("built\ndeployed\nannounced\n");
  });

  test("once approved, a crash asks nobody again", async () => {
    using bench = useFixture("approvals");
    const environment = { HEADRACE_FAULT: "approval.settled" };
    expect((await bench.headrace(["run", "--approve", "deploy"], { environment })).signal).toBe("SIGKILL");
    const resumed = await bench.command(["resume", "--json"]);
    expect(resumed.exitCode).toBe(0);
    expect(eventsOf(resumed, "approval.settled")).toEqual([]);
    expect(bench.read("done.txt")).toBe("built\ndeployed\nannounced\n");
  });
});

describe.skipIf(!hasTerminal)("in a terminal", () => {
  test("a person is asked, with what they are to look at, and may say yes", async () => {
    using bench = useFixture("approvals");
    const ran = await runInTerminal(
      bench,
      ["run", "--branch", "main"],
      [
        { when: question, type: "perhaps\n" },
        { when: question, type: "yes well done\n" },
      ],
    );
    expect(ran.shown).toContain("deploy waits for an approval of team-leads");
    expect(ran.shown).toContain("Check the notes of main");
    expect(ran.shown).toMatch(/✓ announce/);
    expect(ran.exitCode).toBe(0);
    expect(bench.read("done.txt")).toBe("built\ndeployed\nannounced\n");
    const events = await bench.command(["executions", "events", "latest"]);
    expect(eventsOf(events, "approval.decided")).toMatchObject([{ decision: "approve", comment: "well done" }]);
  });

  test("no ends the stage as rejected, and what needs it goes on as after a failure", async () => {
    using bench = useFixture("approvals");
    const ran = await runInTerminal(bench, ["run", "--json"], [{ when: question, type: "no not today\n" }]);
    expect(ran.exitCode).toBe(1);
    expect(bench.read("done.txt")).toBe("built\ndeploy: failure\n");
    const shown = await bench.command(["executions", "show", "latest"]);
    expect(shown.stdout).toMatch(/deploy\s+rejected/);
    expect(shown.stdout).toMatch(/announce\s+skipped.*deploy was rejected/);
  });

  test("two people are asked for their names one after the other", async () => {
    using bench = useFixture("approvals");
    const ran = await runInTerminal(
      bench,
      ["run", "four-eyes.yml", "--json", "--approve", "deploy=ada"],
      [
        { when: /Who decides\?/, type: "ada\n" },
        { when: /Who decides\?/, type: "ben\n" },
        { when: question, type: "y\n" },
        { when: /Who decides\?/, type: "ben\n" },
        { when: question, type: "y\n" },
      ],
    );
    expect(ran.exitCode).toBe(0);
    expect(bench.read("done.txt").split("\n").sort()).toEqual(["", "deployed east", "deployed west"]);
  });

  test("waiting stops the pipeline's clock; the question goes when the approval's own time is over", async () => {
    using bench = useFixture("approvals");
    const ran = await runInTerminal(bench, ["run", "expiring.yml", "--json"], []);
    expect(ran.shown).toContain("deploy waits for an approval until");
    expect(ran.exitCode).toBe(1);
    expect(bench.read("done.txt")).toBe("cleaned\n");
    const events = await bench.command(["executions", "events", "latest"]);
    expect(outcomesOf(events)).toEqual({ deploy: "rejected", cleanup: "success" });
    expect(eventsOf(events, "approval.settled")).toMatchObject([{ outcome: "expired" }]);
    expect(eventsOf(events, "execution.cancelling")).toEqual([]);
  });

  test("Ctrl-C while a person is asked cancels the execution", async () => {
    using bench = useFixture("approvals");
    const ran = await runInTerminal(bench, ["run"], [{ when: question, type: "\u0003" }]);
    expect(ran.exitCode).toBe(130);
    expect(ran.shown).toMatch(/⊘ deploy/);
    expect(bench.read("done.txt")).toBe("built\n");
  });

  test("the end of the input is a no", async () => {
    using bench = useFixture("approvals");
    const ran = await runInTerminal(bench, ["run"], [{ when: question, type: "\u0004" }]);
    expect(ran.exitCode).toBe(1);
    expect(ran.shown).toContain("no answer");
  });
});

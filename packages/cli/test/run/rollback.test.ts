import { expect, test } from "vitest";
import { eventsOf, useFixture } from "../support/fixture.ts";

const secrets = { environment: { DEPLOY_TOKEN: "sesame-open" } };

test("after the last attempt the rollback runs, with the stage's variables, outputs and secrets", async () => {
  using bench = useFixture("rollback");
  const ran = await bench.command(["run", "--json", "--secret", "DEPLOY_TOKEN"], secrets);
  expect(ran.exitCode).toBe(1);
  expect(bench.read("done.txt")).toBe("up attempt 1\nup attempt 2\nback from 7 after failed with 11 characters\n");
  const told = { rolledBack: true, rollbackReason: "exit code 4" };
  expect(eventsOf(ran, "stage.finished")).toMatchObject([
    { ...told, attempt: 2, environment: "production", environmentUrl: "https://shop.example.org/7" },
  ]);
  expect(eventsOf(ran, "execution.finished")[0]).toMatchObject({ ...told, rollbackReason: "deploy: exit code 4" });
  expect(eventsOf(ran, "rollback.started")).toMatchObject([{ attempt: 2, reason: "exit code 4" }]);
  expect(eventsOf(ran, "rollback.finished")).toMatchObject([{ attempt: 2, outcome: "success" }]);
  const phases = eventsOf(ran, "step.finished").map(({ phase, attempt }) => `${phase} ${attempt}`);
  expect(phases).toEqual(["steps 1", "steps 2", "rollback 2"]);
  const shown = await bench.command(["executions", "show", "latest"]);
  expect(shown.stdout).toContain("rolled back");
});

test("what succeeds is not rolled back", async () => {
  using bench = useFixture("rollback");
  const ran = await bench.command(["run", "--json", "--secret", "DEPLOY_TOKEN", "--param", "fails=false"], secrets);
  expect(ran.exitCode).toBe(0);
  expect(bench.read("done.txt")).toBe("up attempt 1\n");
  expect(eventsOf(ran, "stage.finished")[0]).toMatchObject({ environmentUrl: "https://shop.example.org/7" });
  expect(eventsOf(ran, "execution.finished")[0]).not.toHaveProperty("rolledBack");
});

test("a rollback ends with its first failure, but for what runs always; what never began is left alone", async () => {
  using bench = useFixture("rollback");
  const ran = await bench.command(["run", "failing.yml", "--json"]);
  expect(ran.exitCode).toBe(1);
  expect(bench.read("done.txt")).toBe("first\ntold\n");
  expect(eventsOf(ran, "rollback.finished")).toMatchObject([{ stage: "deploy", outcome: "failed" }]);
  expect(eventsOf(ran, "execution.finished")[0]).toMatchObject({
    rolledBack: false,
    rollbackReason: "deploy: exit code 1",
  });
  const shown = await bench.command(["executions", "show", "latest"]);
  expect(shown.stdout).toContain("rollback failed");
});

test("a deployment that was cancelled is rolled back too", async () => {
  using bench = useFixture("rollback");
  let signalled = false;
  const ran = await bench.headrace(["run", "cancelled.yml"], {
    onOutput: (output, child) => {
      if (signalled || !output.includes("| ready")) return;
      signalled = true;
      child.signal("SIGINT");
    },
  });
  expect(ran.exitCode).toBe(130);
  expect(bench.read("done.txt")).toBe("back\n");
  expect(ran.stdout).toContain("rolling back: the stage was cancelled");
});

test("a gate that does not hold fails the deployment after its steps, and a link that is no link is left out", async () => {
  using bench = useFixture("rollback");
  const ran = await bench.command(["run", "gated.yml", "--json"]);
  expect(ran.exitCode).toBe(1);
  expect(bench.read("done.txt")).toBe("deployed\nback\n");
  const gate = { name: "warnings", value: 1, threshold: 0, passed: false };
  expect(eventsOf(ran, "gate.reported")).toMatchObject([gate]);
  const [finished] = eventsOf(ran, "stage.finished");
  expect(finished).toMatchObject({ message: "1 warning, more than the 0 allowed", rolledBack: true });
  expect(finished).not.toHaveProperty("environmentUrl");
  const warnings = eventsOf(ran, "annotation").map(({ message }) => message);
  expect(warnings).toContain(`the environment's url was left out: "javascript:alert(1)" is not an http or https URL`);
});

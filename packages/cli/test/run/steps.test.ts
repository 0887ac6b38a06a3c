import { expect, test } from "vitest";
import { eventsOf, linesOf, outcomesOf, useFixture } from "../support/fixture.ts";

test("steps hand on outputs, variables, paths and a summary, and speak in workflow commands", async () => {
  using bench = useFixture("step-files");
  const ran = await bench.command(["run", "--json"]);
  expect(ran.exitCode).toBe(1);
  expect(outcomesOf(ran)).toEqual({ write: "success", speak: "success", recover: "failed" });

  expect(linesOf(ran, "write")).toEqual([
    "from the first step",
    "one",
    "two",
    "the tool speaks",
    "colour green, added from the first step",
    "seven",
    "ended with success",
  ]);
  expect(eventsOf(ran, "output.set", "write")).toEqual([
    expect.objectContaining({ step: "write", name: "word", value: "seven" }),
  ]);
  expect(eventsOf(ran, "summary.added", "write")[0]).toMatchObject({ markdown: "## All *well*\n" });
  const shown = await bench.command(["executions", "show", "latest"]);
  expect(shown.stdout).toContain("Summary of write:\n  ## All *well*\n");
  expect(eventsOf(ran, "step.skipped", "write").map(({ name }) => name)).toEqual([
    "only if eight",
    "echo for a failure only",
  ]);
  const warnings = eventsOf(ran, "annotation", "write").map(({ message }) => String(message));
  expect(warnings.some((message) => message.includes('"lost"'))).toBe(true);
  expect(warnings.some((message) => message.includes("HEADRACE_OUTPUT"))).toBe(true);

  expect(eventsOf(ran, "annotation", "speak")).toEqual([
    expect.objectContaining({ level: "error", message: "undeclared name", file: "src/main.c", line: 7, column: 3 }),
    expect.objectContaining({ level: "warning", message: "old syntax" }),
    expect.objectContaining({ level: "notice", message: "all read" }),
    expect.objectContaining({ level: "warning", message: "commands again" }),
  ]);
  const spoken = linesOf(ran, "speak");
  expect(spoken).toContain("::error::this is only text");
  expect(spoken.slice(-2)).toEqual(["the word is ***", "again ***"]);
  expect(ran.stdout).not.toContain("the word is marmalade");

  expect(linesOf(ran, "recover")).toEqual([
    "first failure success",
    "slow failure success, unwanted skipped skipped",
    "mended",
    "tidied, broken failure failure",
    "ended with failed",
    "for a failure only",
  ]);
  expect(eventsOf(ran, "stage.finished", "recover")[0]).toMatchObject({ outcome: "failed", exitCode: 5 });
});

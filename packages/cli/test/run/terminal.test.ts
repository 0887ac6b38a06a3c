import { execFileSync, spawnSync } from "node:child_process";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { findLauncher } from "../../../../test/program/index.ts";
import { createWorkbench } from "../support/workbench.ts";

const hasScript = spawnSync("script", ["--version"]).status === 0;

test("in a small terminal the live picture fits, with a last line of what runs", ({ skip }) => {
  if (!hasScript) skip("no script program, which gives a terminal");
  const stages = Array.from({ length: 30 }, (_, index) => {
    const needs = index === 0 ? "" : `needs: [stage-${index - 1}], `;
    const steps =
      index < 2 ? `['echo "said by ${index}, and more than fits in forty columns"; sleep 0.4']` : "['true']";
    return `  stage-${index}: { ${needs}steps: ${steps} }`;
  });
  using bench = createWorkbench({ "headrace.yml": `name: long\nstages:\n${stages.join("\n")}\n` });
  const shown = runInTerminal(bench.directory, "run");
  const [pictures = "", report = ""] = shown.split("STAGE  ");
  const lines = pictures.split(/\r?\n/).map((line) => stripVTControlCharacters(line));
  expect(lines.filter((line) => line.length >= 40)).toEqual([]);
  expect(lines.some((line) => line.includes("│ said by 1, and"))).toBe(true);
  expect(lines.some((line) => /^long 1 of 30 done · 1 running/.test(line))).toBe(true);
  expect(report).toContain("long#1");
  // The cursor is there again.
  expect(pictures.lastIndexOf("\u001b[?25h")).toBeGreaterThan(pictures.lastIndexOf("\u001b[?25l"));
});

test("a line without an end is shown while its program waits, and none of a secret of which half is written", ({
  skip,
}) => {
  if (!hasScript) skip("no script program, which gives a terminal");
  const script = `printf 'one\\nDelete it? [y/N] '; sleep 0.5; echo yes
      printf 'then sesame-'; sleep 0.5; echo 'open-42'
      printf ' 10 %%\\r 50 %%'; sleep 0.5; echo`;
  using bench = createWorkbench({
    "headrace.yml": `name: asks\nstages:\n  ask:\n    steps:\n    - |\n      ${script}\n`,
    "secrets.env": "WORD=sesame-open-42\n",
  });
  const shown = stripVTControlCharacters(runInTerminal(bench.directory, "run --secret-file secrets.env"));
  const pictured = shown.split(/\r?\n/);
  expect(pictured.some((line) => /│ Delete it\? \[y\/N\] *$/.test(line))).toBe(true);
  expect(pictured.some((line) => line.includes("│ then ***"))).toBe(true);
  expect(pictured.some((line) => /│ +50 % *$/.test(line))).toBe(true);
  expect(shown).not.toContain("sesame");
});

/** What a terminal of 12 rows and 40 columns is sent. */
function runInTerminal(directory: string, command: string): string {
  return execFileSync(
    "script",
    [
      "--quiet",
      "--return",
      "--command",
      `stty rows 12 cols 40; '${process.execPath}' '${findLauncher()}' ${command}`,
      "/dev/null",
    ],
    {
      cwd: directory,
      encoding: "utf8",
      env: { ...process.env, TERM: "xterm", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
}

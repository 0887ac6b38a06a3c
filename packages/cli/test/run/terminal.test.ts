import { execFileSync, spawnSync } from "node:child_process";
import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { createWorkbench } from "../support/workbench.ts";

const launcher = resolve(dirname(fileURLToPath(import.meta.url)), "../../../../bin/headrace.js");
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
  const shown = execFileSync(
    "script",
    ["--quiet", "--return", "--command", `stty rows 12 cols 40; '${process.execPath}' '${launcher}' run`, "/dev/null"],
    {
      cwd: bench.directory,
      encoding: "utf8",
      env: { ...process.env, TERM: "xterm", NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  const [pictures = "", report = ""] = shown.split("STAGE  ");
  const lines = pictures.split(/\r?\n/).map((line) => stripVTControlCharacters(line));
  expect(lines.filter((line) => line.length >= 40)).toEqual([]);
  expect(lines.some((line) => line.includes("│ said by 1, and"))).toBe(true);
  expect(lines.some((line) => /^long 1 of 30 done · 1 running/.test(line))).toBe(true);
  expect(report).toContain("long#1");
  // The cursor is there again.
  expect(pictures.lastIndexOf("\u001b[?25h")).toBeGreaterThan(pictures.lastIndexOf("\u001b[?25l"));
});

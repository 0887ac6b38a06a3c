import { expect, test } from "vitest";
import { editPipeline, quickFixes } from "../../src/edit/index.ts";
import { parsePipeline } from "../../src/index.ts";

/** Mends the first problem that has a mend, until none is left, and gives the text and what was done. */
function mended(text: string): { readonly text: string; readonly titles: readonly string[] } {
  const titles: string[] = [];
  for (let current = text; titles.length < 10; ) {
    const fixes = parsePipeline(current).diagnostics.flatMap((diagnostic) => quickFixes(current, diagnostic));
    const [fix] = fixes;
    if (fix === undefined) return { text: current, titles };
    const edited = editPipeline(current, fix.gesture);
    if (edited.kind === "refused") throw new Error(edited.message);
    titles.push(fix.title);
    current = edited.text;
  }
  throw new Error("the mends do not end");
}

test.each([
  ["a misspelt key", "  a: { stpes: [x] }\n", 'Rename to "steps"', "  a: { steps: [x] }\n"],
  ["a key nobody knows", "  a: { steps: [x], colour: red }\n", 'Remove "colour"', "  a: { steps: [x] }\n"],
  [
    "a need of a stage that is called nearly so",
    "  build: { steps: [x] }\n  b: { needs: [bulid], steps: [x] }\n",
    'Change to "build"',
    "  build: { steps: [x] }\n  b: { needs: [build], steps: [x] }\n",
  ],
  [
    "one need that nothing is called like",
    "  a: { needs: elsewhere, steps: [x] }\n",
    "Remove this need",
    "  a: { steps: [x] }\n",
  ],
  ["a need of itself", "  a: { needs: [a], steps: [x] }\n", "Remove this need", "  a: { steps: [x] }\n"],
  [
    "a stage with nothing to do",
    "  a: { timeout: 5m }\n",
    "Add a step",
    "  a: { timeout: 5m, steps: [{ run: echo hello }] }\n",
  ],
  ["tabs", "  a:\n\t\tsteps: [x]\n", "Replace the tabs by spaces", "  a:\n    steps: [x]\n"],
])("mends %s", (_, stages, title, wanted) => {
  const head = "name: p\nstages:\n";
  const result = mended(head + stages);
  expect(result.titles).toEqual([title]);
  expect(result.text).toBe(head + wanted);
  expect(parsePipeline(result.text).pipeline).not.toBeNull();
});

test("opens a cycle", () => {
  const text = "name: p\nstages:\n  a: { needs: [b], steps: [x] }\n  b: { needs: [a], steps: [x] }\n";
  const result = mended(text);
  expect(result.titles).toHaveLength(1);
  expect(parsePipeline(result.text).pipeline).not.toBeNull();
});

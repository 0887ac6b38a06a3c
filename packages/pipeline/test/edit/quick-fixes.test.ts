import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editPipeline, quickFixes } from "../../src/edit/index.ts";
import { parsePipeline, supportProblems } from "../../src/index.ts";

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

test("what this version cannot run is taken out", () => {
  const text = "name: p\nstages:\n  a:\n    image: node\n    steps: [x]\n";
  const { pipeline } = parsePipeline(text);
  const [problem] = pipeline === null ? [] : supportProblems(pipeline);
  const [fix] = problem === undefined ? [] : quickFixes(text, problem);
  expect(fix?.title).toBe('Remove "image"');
  const edited = fix === undefined ? undefined : editPipeline(text, fix.gesture);
  expect(edited).toMatchObject({ kind: "edited", text: "name: p\nstages:\n  a:\n    steps: [x]\n" });
});

describe("text from outside in a script", () => {
  const head = "name: p\nparameters: { who: { type: string }, path: { type: string } }\nstages:\n  a:\n    steps:\n";

  test.each([
    [
      "in no quotes, in a step that is only its script",
      "      - echo hi ${{ params.who }} # greet\n",
      '      - variables:\n          WHO: ${{ params.who }}\n        run: echo hi "${WHO}" # greet\n',
    ],
    [
      "in double quotes, twice, in a block",
      '      - run: |\n          echo "a ${{ params.who }}"\n          echo "$(echo "${{ params.who }}")"\n',
      '      - variables:\n          WHO: ${{ params.who }}\n        run: |\n          echo "a ${WHO}"\n          echo "$(echo "${WHO}")"\n',
    ],
    [
      "in single quotes",
      "      - run: \"echo 'a ${{ params.who }}'\"\n",
      "      - variables:\n          WHO: ${{ params.who }}\n        run: \"echo 'a '\\\"${WHO}\\\"''\"\n",
    ],
    [
      "that a variable holds already",
      "      - run: echo ${{ params.who }}\n        variables: { WHO: '${{ params.who }}' }\n",
      "      - run: echo \"${WHO}\"\n        variables: { WHO: '${{ params.who }}' }\n",
    ],
    [
      "where the name is taken, or is one that programs obey",
      "      - run: echo ${{ params.path }} ${{ params.who }}\n        variables: { WHO: x }\n",
      "      - run: echo \"${VALUE_PATH}\" \"${WHO_2}\"\n        variables: { WHO: x, VALUE_PATH: '${{ params.path }}', WHO_2: '${{ params.who }}' }\n",
    ],
    [
      "that is a variable itself",
      "      - run: echo ${{ env.WHO }}\n        variables: { WHO: x }\n",
      '      - run: echo "${WHO}"\n        variables: { WHO: x }\n',
    ],
  ])("is passed through a variable %s", (_, steps, wanted) => {
    const result = mended(head + steps);
    expect(result.text).toBe(head + wanted);
    expect(parsePipeline(result.text).pipeline).not.toBeNull();
  });

  test.each([
    ["a here-document", "      - run: |\n          cat <<END\n          ${{ params.who }}\n          END\n"],
    ["a comment", "      - run: |\n          # of ${{ params.who }}\n          true\n"],
    ["another language", "      - { shell: python, run: 'print(\"${{ params.who }}\")' }\n"],
    ["backquotes", "      - 'echo `echo ${{ params.who }}`'\n"],
  ])("is left to a person in %s", (_, steps) => {
    expect(mended(head + steps).titles).toEqual([]);
  });

  const piece = fc.constantFrom(
    "a",
    " ",
    "'b c'",
    '"d $(printf %s "e")"',
    "\\'",
    "${{ params.who }}",
    "'${{ params.who }}'",
    '"${{ params.who }} f"',
    '"$(printf %s ${{ params.who }})"',
    "'g'${{ params.who }}",
  );

  test("is printed as it is, whatever it holds, in whatever quotes it stood", () => {
    const hostile = `$(echo evil) \`echo evil\` "'; echo evil; # \\ * ~`;
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 6 }), (pieces) => {
        const script = `printf '[%s]' ${pieces.join("")}`;
        const steps = `      - run: ${JSON.stringify(script)}\n`;
        const { text } = mended(head + steps);
        const { pipeline } = parsePipeline(text);
        const [step] = pipeline?.stages[0]?.steps ?? [];
        expect(step?.run).toBeDefined();
        expect(step?.run).not.toContain("${{");
        const mine = step?.run ?? "";
        const harmless = script.replaceAll("${{ params.who }}", "word");
        const [plain, before, printed = ""] = runShells([mine, "word"], [harmless, ""], [mine, hostile]);
        // With a harmless word in its place, the script did what the mended one does with that word.
        expect(plain).toBe(before);
        expect(printed.replaceAll(hostile, "")).not.toContain("evil");
        expect(printed.split(hostile)).toHaveLength(script.split("${{").length);
      }),
      { numRuns: 40 },
    );
  });
});

/** What each script prints with its WHO, in a shell of its own. One starts them all: this process is too large to fork often. */
function runShells(...runs: readonly (readonly [source: string, who: string])[]): readonly string[] {
  const each = 'set -e; while [ $# -gt 0 ]; do WHO="$2" sh -c "$1"; printf "\\0"; shift 2; done';
  return execFileSync("sh", ["-c", each, "sh", ...runs.flat()], { encoding: "utf8" })
    .split("\0")
    .slice(0, -1);
}

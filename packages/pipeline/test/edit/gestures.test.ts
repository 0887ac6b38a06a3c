import { describe, expect, test } from "vitest";
import type { Gesture } from "../../src/edit/index.ts";
import { copyStages, editPipeline, newPipeline } from "../../src/edit/index.ts";

const text = `# The shop's pipeline.
name: web-app   # shown in lists

stages:
  # Makes the bundle.
  build:
    steps:
      - npm ci
      - run: |
          npm run build
          echo "done"   # not a comment
    artifacts: [{ name: dist, paths: ['dist/**'] }]
    # Kept for the report.

  test:
    needs: build
    steps: [{ run: npm test }]

  # Two people watch this one.
  deploy: # carefully
    needs: [build, test]
    when: \${{ needs.build.result == 'success' && needs['test'].result != 'needs.test' }}
    variables: { VERSION: '\${{ needs.build.outputs.version }}' }
    steps:
      - run: |
          ./deploy.sh
          echo "\${{ needs.test.result }}"

# The end.
`;

function edit(gesture: Gesture, source = text): string {
  const edited = editPipeline(source, gesture);
  if (edited.kind === "refused") throw new Error(`${edited.reason}: ${edited.message}`);
  return edited.text;
}

/** The lines that differ: those taken away, and those put in. */
function changes(before: string, after: string): readonly string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  let [head, tail] = [0, 0];
  while (head < Math.min(old.length, now.length) && old[head] === now[head]) head += 1;
  while (tail < Math.min(old.length, now.length) - head && old.at(-1 - tail) === now.at(-1 - tail)) tail += 1;
  const gone = old.slice(head, old.length - tail).map((line) => `-${line}`);
  return [...gone, ...now.slice(head, now.length - tail).map((line) => `+${line}`)];
}

const changed = (gesture: Gesture, source = text) => changes(source, edit(gesture, source));

describe("adding a stage", () => {
  test("after another, it needs it and stands below it and what else needs it", () => {
    expect(changed({ kind: "add-stage", stage: { uses: "unit-tests" }, after: ["deploy"] })).toEqual([
      "+  unit-tests:",
      "+    needs: [deploy]",
      "+    uses: unit-tests",
      "+",
    ]);
    const beside = edit({ kind: "add-stage", stage: { uses: "unit-tests" }, after: ["test"] });
    expect(beside.indexOf("unit-tests:")).toBeGreaterThan(beside.indexOf("  deploy:"));
  });

  test("to an empty pipeline, the brackets make way", () => {
    const first = edit({ kind: "add-stage", stage: { uses: "git-clone" } }, newPipeline("shop"));
    expect(first).toBe("name: shop\n\nstages:\n  git-clone:\n    uses: git-clone\n");
    const second = edit({ kind: "add-stage", stage: { id: "lint" }, after: ["git-clone"] }, first);
    expect(second).toBe(`${first}  lint:\n    needs: [git-clone]\n    steps:\n      - run: echo hello\n`);
  });

  test("on an edge, it comes between; the need stays where files pass over it", () => {
    const between = { kind: "add-stage", stage: { id: "scan" }, edge: { from: "test", to: "deploy" } } as const;
    expect(edit(between)).toContain("    needs: [build, test, scan]\n");
    const plain = "name: a\nstages:\n  a: { steps: [x] }\n  b: { needs: a, steps: [x] }\n";
    const add: Gesture = { kind: "add-stage", stage: { id: "scan" }, edge: { from: "a", to: "b" } };
    expect(edit(add, plain)).toBe(
      "name: a\nstages:\n  a: { steps: [x] }\n  scan:\n    needs: [a]\n    steps:\n      - run: echo hello\n" +
        "  b: { needs: scan, steps: [x] }\n",
    );
  });

  test("names are made unique", () => {
    const edited = editPipeline(text, { kind: "add-stage", stage: { id: "test" } });
    expect(edited.kind === "edited" && edited.stages).toEqual(["test-2"]);
  });

  test("to a text in JSON, it is JSON", () => {
    const json = '{\n  "name": "a",\n  "stages": {\n    "a": { "steps": ["x"] }\n  }\n}\n';
    const edited = edit({ kind: "add-stage", stage: { uses: "script", id: "b" }, after: ["a"] }, json);
    expect(JSON.parse(edited)).toEqual({
      name: "a",
      stages: { a: { steps: ["x"] }, b: { needs: ["a"], uses: "script" } },
    });
    expect(edited.startsWith(json.slice(0, json.indexOf("}") + 1))).toBe(true);
  });

  test("line ends are the file's", () => {
    const windows = "name: a\r\nstages:\r\n  a:\r\n    steps: [x]\r\n";
    const edited = edit({ kind: "add-stage", stage: { uses: "script", id: "b" }, after: ["a"] }, windows);
    expect(edited).toBe(`${windows}  b:\r\n    needs: [a]\r\n    uses: script\r\n`);
  });
});

describe("removing stages", () => {
  test("takes the comments with it, and bridges the order", () => {
    expect(changed({ kind: "remove-stages", stages: ["test"] })).toEqual([
      "-  test:",
      "-    needs: build",
      "-    steps: [{ run: npm test }]",
      "-",
      "-  # Two people watch this one.",
      "-  deploy: # carefully",
      "-    needs: [build, test]",
      "+  # Two people watch this one.",
      "+  deploy: # carefully",
      "+    needs: [build]",
    ]);
    const removed = edit({ kind: "remove-stages", stages: ["deploy"] });
    expect(removed).not.toContain("Two people");
    expect(removed).toContain("# The end.");
  });

  test("all of them leaves an empty mapping", () => {
    const all = edit({ kind: "remove-stages", stages: ["build", "test", "deploy"] });
    expect(all).toContain("stages: {}");
    expect(all).toContain("# The shop's pipeline.");
  });
});

describe("renaming a stage", () => {
  test("rewires needs and expressions, and leaves texts in quotes alone", () => {
    const renamed = edit({ kind: "rename-stage", stage: "test", name: "unit" });
    expect(renamed).toContain("  unit:\n    needs: build\n");
    expect(renamed).toContain("needs: [build, unit]");
    expect(renamed).toContain("needs['unit'].result != 'needs.test' }}");
    expect(renamed).toContain('          echo "${{ needs.unit.result }}"\n');
    expect(renamed.split("\n").length).toBe(text.split("\n").length);
  });

  test("a name that is no word is written in brackets", () => {
    const renamed = edit({ kind: "rename-stage", stage: "build", name: "2nd" });
    expect(renamed).toContain("VERSION: '${{ needs[''2nd''].outputs.version }}'");
    expect(renamed).toContain("    needs: 2nd\n");
  });

  test("is refused for a name that is taken or none", () => {
    const taken = editPipeline(text, { kind: "rename-stage", stage: "test", name: "build" });
    expect(taken).toMatchObject({ kind: "refused", reason: "name-taken" });
    const none = editPipeline(text, { kind: "rename-stage", stage: "test", name: "a b" });
    expect(none).toMatchObject({ kind: "refused", reason: "bad-name" });
  });
});

describe("connections", () => {
  test("one need becomes a list, and a list an item longer", () => {
    const chain =
      "name: a\nstages:\n  a: {steps: [x]}\n  b: {steps: [x]}\n  c:\n    needs: a # first\n    steps: [x]\n";
    expect(changed({ kind: "connect", from: "b", to: "c" }, chain)).toEqual([
      "-    needs: a # first",
      "+    needs: [a, b] # first",
    ]);
    expect(changed({ kind: "connect", from: "a", to: "b" }, chain)).toEqual([
      "-  b: {steps: [x]}",
      "+  b: {needs: [a], steps: [x]}",
    ]);
  });

  test("that cannot be are refused with their reason", () => {
    expect(editPipeline(text, { kind: "connect", from: "deploy", to: "build" })).toEqual({
      kind: "refused",
      reason: "cycle",
      message: "That would close a cycle: build → deploy → build.",
      cycle: ["build", "deploy"],
    });
    expect(editPipeline(text, { kind: "connect", from: "test", to: "test" })).toMatchObject({ reason: "self" });
    expect(editPipeline(text, { kind: "connect", from: "build", to: "test" })).toMatchObject({ reason: "duplicate" });
    expect(editPipeline(text, { kind: "connect", from: "x", to: "test" })).toMatchObject({ reason: "unknown-stage" });
  });

  test("the last need takes its key with it", () => {
    expect(changed({ kind: "disconnect", from: "build", to: "test" })).toEqual(["-    needs: build"]);
    expect(changed({ kind: "disconnect", from: "build", to: "deploy" })).toEqual([
      "-    needs: [build, test]",
      "+    needs: [test]",
    ]);
  });
});

describe("the clipboard", () => {
  test("holds what was written, comments and all", () => {
    const copied = copyStages(text, ["build"]);
    expect(copied.kind === "edited" && copied.text).toBe(
      `stages:\n${text.slice(text.indexOf("  # Makes"), text.indexOf("\n  test:"))}`,
    );
  });

  test("pasted stages have names of their own and needs among themselves", () => {
    const copied = copyStages(text, ["test", "deploy"]);
    if (copied.kind !== "edited") throw new Error(copied.message);
    const pasted = edit({ kind: "paste", clipboard: copied.text });
    expect(pasted).toContain("  # Two people watch this one.\n  deploy-2: # carefully\n    needs: [build, test-2]\n");
    expect(pasted).toContain("  test-2:\n    needs: build\n");
    expect(pasted).toContain("needs['test-2'].result");
    const elsewhere = edit({ kind: "paste", clipboard: copied.text }, "name: b\nstages:\n  x: {steps: [y]}\n");
    expect(elsewhere).toContain("  deploy: # carefully\n    needs: [test]\n");
    expect(elsewhere).toContain("  test:\n    steps: [{ run: npm test }]\n");
  });

  test("duplicates stand below what they were copied from", () => {
    const twice = edit({ kind: "duplicate-stages", stages: ["test"] });
    expect(changes(text, twice)).toEqual(["+  test-2:", "+    needs: build", "+    steps: [{ run: npm test }]", "+"]);
  });

  test("without stages is refused", () => {
    expect(editPipeline(text, { kind: "paste", clipboard: "hello: there" })).toMatchObject({
      reason: "nothing-to-paste",
    });
    expect(editPipeline(text, { kind: "paste", clipboard: "{ [" })).toMatchObject({ reason: "nothing-to-paste" });
  });
});

describe("fields", () => {
  const set = (path: readonly (string | number)[], value: unknown): Gesture => ({ kind: "set-field", path, value });

  test("are written where people look for them, and keep what follows them", () => {
    expect(changed(set(["stages", "test", "timeout"], "5m"))).toEqual(["+    timeout: 5m"]);
    expect(changed(set(["name"], "shop"))).toEqual([
      "-name: web-app   # shown in lists",
      "+name: shop   # shown in lists",
    ]);
    expect(changed(set(["stages", "build", "retry", "attempts"], 3))).toEqual(["+    retry:", "+      attempts: 3"]);
  });

  test("removed, take what they leave empty with them", () => {
    const retried = edit(set(["stages", "build", "retry", "attempts"], 3));
    expect(edit(set(["stages", "build", "retry", "attempts"], undefined), retried)).toBe(text);
    const served = edit(set(["stages", "build", "services"], { db: { image: "postgres" } }));
    const ready = ["stages", "build", "services", "db", "ready", "run"];
    expect(edit(set(ready, undefined), edit(set(ready, "pg_isready"), served))).toBe(served);
    const short = "name: a\nstages:\n  a: { steps: [x] }\n";
    const chained = edit(set(["triggers", "pipeline", 0], { pipeline: "other" }), short);
    expect(edit(set(["triggers", "pipeline", 0], undefined), chained)).toBe(short);
  });

  test("removed, leave what means something empty, whatever its name", () => {
    const asked =
      "name: a\nparameters:\n  schedule: { type: string }\nstages:\n  a: { approval: { minimum: 1 }, steps: [x] }\n";
    expect(edit(set(["parameters", "schedule", "type"], undefined), asked)).toContain("schedule: {");
    expect(edit(set(["stages", "a", "approval", "minimum"], undefined), asked)).toContain("approval: {");
  });

  test("short forms are written out when they need to be", () => {
    const short = "name: a\nstages:\n  a:\n    environment: production\n    steps: [make, test]\n";
    expect(edit(set(["stages", "a", "environment", "url"], "https://a.example"), short)).toContain(
      "    environment:\n      name: production\n      url: https://a.example\n",
    );
    expect(edit(set(["stages", "a", "steps", 1, "timeout"], "5m"), short)).toContain(
      "steps: [make, { timeout: 5m, run: test }]",
    );
  });

  test("scripts of several lines are blocks", () => {
    expect(changed(set(["stages", "build", "steps", 0], { name: "Install", run: "npm ci\nnpm ls\n" }))).toEqual([
      "-      - npm ci",
      "+      - name: Install",
      "+        run: |",
      "+          npm ci",
      "+          npm ls",
    ]);
  });

  test("texts that YAML would read as something else are quoted", () => {
    for (const value of [
      "yes: no",
      "12",
      "true",
      "~",
      "- x",
      "a #b",
      "'q'",
      '"',
      "",
      " x",
      "x ",
      "{a}",
      "*a",
      "a\tb",
    ]) {
      const edited = edit(set(["stages", "test", "variables", "X"], value));
      expect(edit(set(["stages", "test", "variables", "X"], undefined), edited)).toBe(text);
    }
  });
});

describe("places", () => {
  test("a stage is moved with its comments", () => {
    const moved = edit({ kind: "move-stage", stage: "deploy", after: null });
    expect(moved.indexOf("# Two people")).toBeLessThan(moved.indexOf("# Makes the bundle"));
    expect(edit({ kind: "move-stage", stage: "deploy", after: "test" }, moved)).toBe(text);
  });

  test("beside another, a stage needs what the other needs", () => {
    expect(edit({ kind: "place-beside", stage: "deploy", beside: "test" })).toContain("    needs: [build]\n    when:");
  });

  test("lanes are groups", () => {
    const grouped = edit({ kind: "group-stages", stages: ["build", "test"], group: "checks" });
    expect(grouped).toContain("  build:\n    group: checks\n");
    expect(edit({ kind: "group-stages", stages: ["build", "test"], group: null }, grouped)).toBe(text);
  });
});

describe("texts that cannot be edited", () => {
  test("are refused while they are broken", () => {
    expect(editPipeline("stages: [", { kind: "add-stage", stage: {} })).toMatchObject({ reason: "unreadable" });
    expect(editPipeline("stages: [a]", { kind: "add-stage", stage: {} })).toMatchObject({ reason: "unreadable" });
  });

  test("are refused where an anchor would change several stages", () => {
    const shared = "name: a\nstages:\n  a: &x\n    steps: [y]\n  b: *x\n  c: { needs: a, <<: *x }\n";
    const field: Gesture = { kind: "set-field", path: ["stages", "b", "timeout"], value: "5m" };
    expect(editPipeline(shared, field)).toMatchObject({ reason: "shared" });
    expect(editPipeline(shared, { ...field, path: ["stages", "a", "timeout"] })).toMatchObject({ reason: "shared" });
    const own = editPipeline(shared, { ...field, path: ["stages", "c", "timeout"] });
    expect(own).toMatchObject({ kind: "edited", text: shared.replace("needs: a,", "needs: a, timeout: 5m,") });
    expect(editPipeline(shared, { kind: "remove-stages", stages: ["a"] })).toMatchObject({ reason: "shared" });
    expect(editPipeline(shared, { kind: "remove-stages", stages: ["b"] })).toMatchObject({ kind: "edited" });
  });
});

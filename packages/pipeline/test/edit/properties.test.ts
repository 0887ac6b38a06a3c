import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { anyCharacter } from "../../../../test/any-character.ts";
import type { Gesture } from "../../src/edit/index.ts";
import { copyStages, editPipeline } from "../../src/edit/index.ts";
import type { Pipeline, Stage } from "../../src/index.ts";
import { createGraph, parsePipeline } from "../../src/index.ts";

/** A stage as somebody could have written it, in one of several manners. */
interface Written {
  readonly id: string;
  readonly needs: readonly string[];
  readonly manner: "flow" | "block" | "items" | "objects" | "one";
  readonly comment: boolean;
  readonly blank: boolean;
  readonly use: boolean;
}

function stageText({ id, needs, manner, comment, blank, use }: Written): string {
  const lines: string[] = [];
  if (comment) lines.push(`  # About ${id}: it's "fine".`);
  const [first] = needs;
  const value = use && first !== undefined ? `\${{ needs.${first}.result == 'needs.${first}' }}` : "plain";
  if (manner === "flow") {
    const need = needs.length === 0 ? "" : `needs: [${needs.join(", ")}], `;
    lines.push(
      `  ${id}: { ${need}variables: { X: '${value.replaceAll("'", "''")}' }, steps: ["a\\tb", { run: x }] } # here`,
    );
  } else {
    lines.push(`  ${id}:${comment ? "   # beside" : ""}`);
    if (needs.length > 0) {
      if (manner === "block") lines.push(`    needs: [ ${needs.join(" , ")} ]`);
      else if (manner === "one" && needs.length === 1) lines.push(`    needs: "${first}"`);
      else if (manner === "objects")
        lines.push("    needs:", ...needs.map((need) => `    - { stage: ${need}, artifacts: false }`));
      else lines.push("    needs:", ...needs.map((need) => `      - ${need} # a need`));
    }
    lines.push("    variables:", `      X: ${value}`);
    lines.push(
      "    steps:",
      "      - run: |",
      "          a",
      "            # no comment",
      `          echo "${value}"`,
      "",
      "      - b",
    );
    if (comment) lines.push("      # inside");
  }
  if (blank) lines.push("");
  return `${lines.join("\n")}\n`;
}

const written: fc.Arbitrary<readonly Written[]> = fc
  .array(
    fc.record({
      needs: fc.array(fc.nat(20), { maxLength: 3 }),
      manner: fc.constantFrom("flow", "block", "items", "objects", "one"),
      comment: fc.boolean(),
      blank: fc.boolean(),
      use: fc.boolean(),
    }),
    { minLength: 1, maxLength: 7 },
  )
  .map((stages) =>
    stages.map(({ needs, ...stage }, index) => ({
      ...stage,
      id: `s${index}`,
      needs: [...new Set(needs.filter((need) => index > 0 && need >= 0).map((need) => `s${need % index}`))],
    })),
  );

const document = fc.tuple(written, fc.boolean()).map(([stages, windows]) => {
  const text = `# Top.\nname: p\nstages:\n${stages.map(stageText).join("")}# End.\n`;
  return { stages, text: windows ? text.replaceAll("\n", "\r\n") : text };
});

const cases = fc.tuple(document, fc.nat(), fc.nat()).map(([{ stages, text }, first, second]) => ({
  text,
  stages,
  a: `s${first % stages.length}`,
  b: `s${second % stages.length}`,
}));

function read(text: string): Pipeline {
  const { pipeline, diagnostics } = parsePipeline(text);
  if (pipeline === null) throw new Error(`${JSON.stringify(diagnostics)}\n${text}`);
  return pipeline;
}

function edited(text: string, gesture: Gesture): string {
  const result = editPipeline(text, gesture);
  if (result.kind === "refused") throw new Error(`${result.reason}: ${result.message}\n${text}`);
  return result.text;
}

const withNeeds = (stage: Stage, needs: Stage["needs"]): Stage => ({ ...stage, needs });
const byId = (stages: readonly Stage[]) => Object.fromEntries(stages.map((stage) => [stage.id, stage]));

/** What both texts say of a stage, character by character. */
function expectUntouched(before: string, after: string, stages: readonly Written[]): void {
  for (const stage of stages) {
    const body = stageText({ ...stage, blank: false });
    const lines = before.includes("\r\n") ? body.replaceAll("\n", "\r\n") : body;
    expect(before).toContain(lines);
    expect(after).toContain(lines);
  }
}

const runs = { numRuns: 100 };

describe("an edit says what the model says, and touches nothing else", () => {
  test("connecting and disconnecting", () => {
    fc.assert(
      fc.property(cases, ({ text, stages, a, b }) => {
        const before = read(text);
        const graph = createGraph(before.stages);
        const result = editPipeline(text, { kind: "connect", from: a, to: b });
        const others = stages.filter(({ id }) => id !== b);
        if (result.kind === "refused") {
          const isCycle = graph.descendantsOf(b).includes(a);
          const isDuplicate = graph.needsOf(b).includes(a);
          expect(result.reason).toBe(a === b ? "self" : isDuplicate ? "duplicate" : isCycle ? "cycle" : "");
          return;
        }
        const wanted = before.stages.map((stage) =>
          stage.id === b ? withNeeds(stage, [...stage.needs, { stage: a, artifacts: true }]) : stage,
        );
        expect(read(result.text).stages).toEqual(wanted);
        expectUntouched(text, result.text, others);
        const back = edited(result.text, { kind: "disconnect", from: a, to: b });
        expect(read(back).stages).toEqual(before.stages);
        expectUntouched(text, back, others);
      }),
      runs,
    );
  });

  test("a refused cycle names a shortest way round", () => {
    fc.assert(
      fc.property(cases, ({ text, a, b }) => {
        const result = editPipeline(text, { kind: "connect", from: a, to: b });
        if (result.kind !== "refused" || result.cycle === undefined) return;
        const graph = createGraph(read(text).stages);
        expect([result.cycle[0], result.cycle.at(-1)]).toEqual([b, a]);
        for (const [index, id] of result.cycle.slice(1).entries()) {
          expect(graph.needsOf(id)).toContain(result.cycle[index]);
        }
        const closed = read(text).stages.map((stage) =>
          stage.id === b ? withNeeds(stage, [...stage.needs, { stage: a, artifacts: true }]) : stage,
        );
        expect(result.cycle.length).toBe(createGraph(closed).shortestCycle()?.length);
      }),
      runs,
    );
  });

  test("adding, and removing what was added, gives the same bytes", () => {
    fc.assert(
      fc.property(cases, fc.boolean(), ({ text, stages, a, b }, two) => {
        const after = [...new Set(two ? [a, b] : [a])];
        const added = edited(text, { kind: "add-stage", stage: { uses: "unit-tests", id: "new" }, after });
        expectUntouched(text, added, stages);
        const model = byId(read(added).stages);
        expect(model.new?.needs.map(({ stage }) => stage)).toEqual(after);
        expect({ ...model, new: undefined }).toEqual({ ...byId(read(text).stages), new: undefined });
        const removed = edited(added, { kind: "remove-stages", stages: ["new"] });
        expect(read(removed)).toEqual(read(text));
        expectUntouched(text, removed, stages);
      }),
      runs,
    );
  });

  test("removing stages keeps the order of those that stay", () => {
    fc.assert(
      fc.property(cases, ({ text, stages, a, b }) => {
        const gone = new Set([a, b]);
        const result = editPipeline(text, { kind: "remove-stages", stages: [...gone] });
        if (result.kind === "refused") throw new Error(result.message);
        if (gone.size === stages.length) {
          expect(result.text).toContain("stages: {}");
          return;
        }
        const { diagnostics } = parsePipeline(result.text);
        const before = createGraph(read(text).stages);
        const after = createGraph(neededBy(result.text));
        expect(after.ids).toEqual(before.ids.filter((id) => !gone.has(id)));
        for (const id of after.ids) {
          expect(after.ancestorsOf(id)).toEqual(before.ancestorsOf(id).filter((other) => !gone.has(other)));
        }
        // What is left may still read the outputs of what is gone; nothing else is wrong.
        expect(diagnostics.every(({ code }) => code === "unknown-name" || code === "unknown-stage")).toBe(true);
        const untouched = stages.filter(({ id, needs }) => !gone.has(id) && !needs.some((need) => gone.has(need)));
        expectUntouched(text, result.text, untouched);
      }),
      runs,
    );
  });

  test("renaming, and renaming back, gives the same meaning; one rename leaves the other stages alone", () => {
    fc.assert(
      fc.property(cases, ({ text, stages, a }) => {
        const renamed = edited(text, { kind: "rename-stage", stage: a, name: "other-name" });
        const swap = (value: unknown): unknown =>
          JSON.parse(
            JSON.stringify(value).replaceAll(new RegExp(`"${a}"|(?<!')needs\\.${a}(?=\\.)`, "g"), (match) =>
              match.replace(a, "other-name"),
            ),
          );
        expect(read(renamed)).toEqual(swap(read(text)));
        expectUntouched(
          text,
          renamed,
          stages.filter(({ id, needs }) => id !== a && !needs.includes(a)),
        );
        const back = edited(renamed, { kind: "rename-stage", stage: "other-name", name: a });
        expect(back.replaceAll(/\s/g, "").replaceAll(/['"]/g, "")).toBe(
          text.replaceAll(/\s/g, "").replaceAll(/['"]/g, ""),
        );
      }),
      runs,
    );
  });

  test("copies say what was copied, under names of their own", () => {
    fc.assert(
      fc.property(cases, ({ text, stages, a, b }) => {
        const chosen = [...new Set([a, b])];
        const twice = editPipeline(text, { kind: "duplicate-stages", stages: chosen });
        if (twice.kind === "refused") throw new Error(twice.message);
        expectUntouched(text, twice.text, stages);
        const model = byId(read(twice.text).stages);
        for (const id of chosen) {
          const wanted = read(text).stages.find((stage) => stage.id === id);
          const names = (needs: Stage["needs"]) =>
            needs.map(({ stage }) => (chosen.includes(stage) ? `${stage}-2` : stage));
          expect(model[`${id}-2`]?.needs.map(({ stage }) => stage)).toEqual(names(wanted?.needs ?? []));
          expect(model[`${id}-2`]?.steps.length).toBe(wanted?.steps.length);
        }
        const copied = copyStages(text, chosen);
        if (copied.kind === "refused") throw new Error(copied.message);
        const pasted = edited("name: q\nstages: {}\n", { kind: "paste", clipboard: copied.text });
        expect(createGraph(neededBy(pasted)).ids).toEqual(
          createGraph(read(text).stages).ids.filter((id) => chosen.includes(id)),
        );
      }),
      runs,
    );
  });

  test("moving a stage through the file changes no meaning", () => {
    fc.assert(
      fc.property(cases, ({ text, stages, a, b }) => {
        const moved = edited(text, { kind: "move-stage", stage: a, after: a === b ? null : b });
        expect(byId(read(moved).stages)).toEqual(byId(read(text).stages));
        expectUntouched(text, moved, stages);
      }),
      runs,
    );
  });

  test("a field set is there, and removed it is gone", () => {
    const value = fc.oneof(
      fc.string(),
      fc.string({ unit: anyCharacter }).filter((text) => text.isWellFormed() && !/[^\P{Cc}\t\n]/u.test(text)),
      fc.constantFrom(
        "a: b",
        "#x",
        "- y",
        "|",
        ">",
        "'",
        '"',
        "a\nb\n",
        "\n",
        " a\n",
        "a\n\n\n",
        "${{ 'x' }}",
        "null",
        "1e3",
        "0x1F",
        "@a",
      ),
    );
    fc.assert(
      fc.property(cases, value, ({ text, stages, a }, given) => {
        const path = ["stages", a, "variables", "NEW"];
        const set = edited(text, { kind: "set-field", path, value: given });
        expectUntouched(
          text,
          set,
          stages.filter(({ id }) => id !== a),
        );
        expect(edited(set, { kind: "set-field", path, value: undefined })).toBe(text);
      }),
      { numRuns: 200 },
    );
  });
});

describe("any text and gesture", () => {
  test("give a text or a refusal, never a fault", () => {
    const piece = fc.constantFrom(
      ..."name: ;stages:;  a: ;  b: ;    needs: ;[;];{;};, ;&x ;*x;<<: ;- ;# c\n;|\n;\n;\r\n;'q';\"d\";a;b;~;? ;    steps: ;x".split(
        ";",
      ),
    );
    const text = fc.array(piece, { maxLength: 40 }).map((pieces) => pieces.join(""));
    const gesture = fc.constantFrom<Gesture>(
      { kind: "add-stage", stage: {}, after: ["a"] },
      { kind: "add-stage", stage: { uses: "script" } },
      { kind: "connect", from: "a", to: "b" },
      { kind: "disconnect", from: "a", to: "b" },
      { kind: "remove-stages", stages: ["a"] },
      { kind: "rename-stage", stage: "a", name: "c" },
      { kind: "duplicate-stages", stages: ["a", "b"] },
      { kind: "move-stage", stage: "a", after: "b" },
      { kind: "set-field", path: ["stages", "a", "__proto__", "x"], value: { constructor: 1 } },
      { kind: "set-field", path: ["name"], value: ["a", { b: null }] },
      { kind: "paste", clipboard: "stages: { a: { steps: [x] } }" },
    );
    fc.assert(
      fc.property(
        fc.oneof(
          text,
          text.map((rest) => `name: x\nstages:\n  a: { steps: [x] }\n${rest}`),
        ),
        gesture,
        (source, wanted) => {
          const result = editPipeline(source, wanted);
          expect(["edited", "refused"]).toContain(result.kind);
        },
      ),
      { numRuns: 1000 },
    );
  });
});

/** The stages and needs of a text whose expressions may be wrong. */
function neededBy(text: string) {
  const plain = text.replaceAll(/\$\{\{.*?\}\}/g, "x");
  return read(plain).stages;
}

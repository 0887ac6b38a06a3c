import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { groupsOf, type LogMark } from "../../src/pages/execution/logs/log-groups.ts";
import {
  createFilteredRows,
  createLogRows,
  type LogRow,
  type LogRows,
} from "../../src/pages/execution/logs/log-rows.ts";
import type { StepRun } from "../../src/pages/execution/step-runs.ts";

const step = (line: number, name = `step at ${line}`): StepRun => ({
  key: `step ${line} ${name}`,
  phase: "steps",
  name,
  line,
  startedAt: 0,
});
const none: ReadonlySet<string> = new Set();
const shown = (rows: LogRows): readonly string[] =>
  Array.from({ length: rows.count }, (_, index) => wordOf(rows.at(index)));
const wordOf = (row: LogRow | undefined): string =>
  row === undefined
    ? "nothing"
    : row.kind === "step"
      ? row.step.name
      : row.kind === "group"
        ? row.title
        : `${row.line}`;

describe("the rows of a log", () => {
  const marks: readonly LogMark[] = [
    { line: 2, kind: "group", text: "Install" },
    { line: 4, kind: "endgroup", text: "" },
  ];
  const steps = [step(1, "first"), step(6, "second")];
  const structure = { lineCount: 7, steps, groups: groupsOf(marks, steps, 7), silent: new Set([4]) };

  test("are its lines under their steps, groups within them", () => {
    const rows = createLogRows(structure, none);
    expect(shown(rows)).toEqual(["first", "1", "Install", "3", "5", "second", "6", "7"]);
    expect(rows.at(3)).toMatchObject({ kind: "line", line: 3, depth: 1 });
    expect(rows.at(8)).toBeUndefined();
  });

  test("leave out what is folded away, and know where it would be", () => {
    const rows = createLogRows(structure, new Set(["group 2", "step 6 second"]));
    expect(shown(rows)).toEqual(["first", "1", "Install", "5", "second"]);
    expect(wordOf(rows.at(rows.indexOf(3)))).toBe("Install");
    expect(rows.foldsAround(3)).toEqual(["step 1 first", "group 2"]);
    expect(wordOf(rows.at(rows.indexOf(7)))).toBe("second");
  });

  test("of lines without steps are the lines", () => {
    const rows = createLogRows({ lineCount: 3, steps: [], groups: [], silent: new Set<number>() }, none);
    expect(shown(rows)).toEqual(["1", "2", "3"]);
  });

  test("a group that nobody closes ends with its step", () => {
    expect(groupsOf([{ line: 2, kind: "group", text: "open" }], [step(1), step(5)], 9)).toEqual([
      { line: 2, last: 4, title: "open" },
    ]);
  });

  test("every line has its own row where nothing is folded, whatever the marks", () => {
    const mark = fc.record({
      line: fc.integer({ min: 1, max: 40 }),
      kind: fc.constantFrom("group", "endgroup", "error"),
      text: fc.constant("x"),
    });
    const input = fc.record({
      marks: fc.uniqueArray(mark, { selector: ({ line }) => line, maxLength: 12 }),
      starts: fc.uniqueArray(fc.integer({ min: 1, max: 40 }), { maxLength: 6 }),
      lineCount: fc.integer({ min: 0, max: 40 }),
    });
    fc.assert(
      fc.property(input, ({ marks: made, starts, lineCount }) => {
        const ordered = made.filter(({ line }) => line <= lineCount).sort((one, other) => one.line - other.line);
        const begun = starts.sort((one, other) => one - other).map((line) => step(line));
        const rows = createLogRows(
          { lineCount, steps: begun, groups: groupsOf(ordered, begun, lineCount), silent: new Set() },
          none,
        );
        const lines = Array.from({ length: rows.count }, (_, index) => rows.at(index)).flatMap((row) =>
          row === undefined || row.kind === "step" ? [] : [row.line],
        );
        expect(lines).toEqual(Array.from({ length: lineCount }, (_, index) => index + 1));
        for (const line of lines) {
          const row = rows.at(rows.indexOf(line));
          expect(row?.kind !== "step" && row?.line).toBe(line);
        }
      }),
    );
  });
});

test("of a filter are the lines that were found", () => {
  const rows = createFilteredRows([3, 70, 900]);
  expect(shown(rows)).toEqual(["3", "70", "900"]);
  expect(rows.indexOf(70)).toBe(1);
  expect(rows.indexOf(800)).toBe(1);
});

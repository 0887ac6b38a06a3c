import type { StepRun } from "../step-runs.ts";
import { lastAtMost } from "./sorted.ts";

/** One row of the log as it is shown. */
export type LogRow =
  | {
      readonly kind: "step";
      readonly key: string;
      readonly step: StepRun;
      readonly open: boolean;
      readonly lines: number;
    }
  | {
      readonly kind: "group";
      readonly key: string;
      readonly line: number;
      readonly title: string;
      readonly open: boolean;
      readonly lines: number;
    }
  | { readonly kind: "line"; readonly key: string; readonly line: number; readonly depth: number };

export interface LogGroup {
  /** Of `::group::`. */
  readonly line: number;
  /** The last line within; of one that is not closed, the last line of its step so far. */
  readonly last: number;
  readonly title: string;
}

export interface LogStructure {
  readonly lineCount: number;
  /** In the order of their lines. */
  readonly steps: readonly StepRun[];
  readonly groups: readonly LogGroup[];
  /** Lines that say nothing themselves: `::endgroup::`. */
  readonly silent: ReadonlySet<number>;
}

/** Where each row is. Costs what steps and groups there are, not what lines there are. */
export interface LogRows {
  readonly count: number;
  at(index: number): LogRow | undefined;
  /** The row of a line; of one that is folded away, the row of its step or group. */
  indexOf(line: number): number;
  /** Keys of what has to be unfolded for the line to be seen. */
  foldsAround(line: number): readonly string[];
}

type Segment =
  | {
      readonly kind: "lines";
      readonly row: number;
      readonly from: number;
      readonly count: number;
      readonly depth: number;
    }
  | { readonly kind: "row"; readonly row: number; readonly line: number; readonly shown: LogRow };

interface Span {
  readonly key: string;
  readonly first: number;
  readonly last: number;
}

/** The rows of a log, without what is folded away. */
export function createLogRows(structure: LogStructure, folded: ReadonlySet<string>): LogRows {
  const segments: Segment[] = [];
  const spans: Span[] = [];
  let count = 0;

  const addRow = (line: number, shown: LogRow): void => {
    segments.push({ kind: "row", row: count, line, shown });
    count += 1;
  };
  const addLines = (from: number, to: number, depth: number): void => {
    let first = from;
    for (const silent of within(silentLines, from, to)) {
      pushLines(first, silent - 1, depth);
      first = silent + 1;
    }
    pushLines(first, to, depth);
  };
  const pushLines = (from: number, to: number, depth: number): void => {
    if (to < from) return;
    segments.push({ kind: "lines", row: count, from, count: to - from + 1, depth });
    count += to - from + 1;
  };
  const silentLines = [...structure.silent].sort((one, other) => one - other);

  const addGroups = (from: number, to: number, depth: number): void => {
    let next = from;
    for (const group of structure.groups) {
      if (group.line < from || group.line > to) continue;
      const last = Math.min(group.last, to);
      const key = `group ${group.line}`;
      const open = !folded.has(key);
      addLines(next, group.line - 1, depth);
      addRow(group.line, { kind: "group", key, line: group.line, title: group.title, open, lines: last - group.line });
      spans.push({ key, first: group.line + 1, last });
      if (open) addLines(group.line + 1, last, depth + 1);
      next = last + 1;
    }
    addLines(next, to, depth);
  };

  const [firstStep] = structure.steps;
  const before = firstStep === undefined ? structure.lineCount : Math.min(firstStep.line - 1, structure.lineCount);
  addGroups(1, before, 0);
  for (const [index, step] of structure.steps.entries()) {
    const next = structure.steps[index + 1];
    const last = next === undefined ? structure.lineCount : Math.min(next.line - 1, structure.lineCount);
    const open = !folded.has(step.key);
    addRow(step.line, { kind: "step", key: step.key, step, open, lines: Math.max(0, last - step.line + 1) });
    if (last < step.line) continue;
    spans.push({ key: step.key, first: step.line, last });
    if (open) addGroups(step.line, last, 0);
  }

  return {
    count,
    at(index) {
      const segment = segments[lastAtMost(segments, (each) => each.row, index)];
      if (segment === undefined || index >= count) return undefined;
      if (segment.kind === "row") return segment.shown;
      const line = segment.from + index - segment.row;
      return { kind: "line", key: `line ${line}`, line, depth: segment.depth };
    },
    indexOf(line) {
      // Of a step's row and its first line, which begin at the same place, the line comes after.
      const place = lastAtMost(segments, (each) => (each.kind === "row" ? each.line : each.from), line);
      const segment = segments[place];
      if (segment === undefined) return 0;
      return segment.kind === "row" ? segment.row : segment.row + Math.min(line - segment.from, segment.count - 1);
    },
    foldsAround: (line) => spans.filter(({ first, last }) => first <= line && line <= last).map(({ key }) => key),
  };
}

/** The rows of only some lines, in their order. */
export function createFilteredRows(lines: readonly number[]): LogRows {
  return {
    count: lines.length,
    at(index) {
      const line = lines[index];
      return line === undefined ? undefined : { kind: "line", key: `line ${line}`, line, depth: 0 };
    },
    indexOf: (line) =>
      Math.max(
        0,
        lastAtMost(lines, (each) => each, line),
      ),
    foldsAround: () => [],
  };
}

function within(sorted: readonly number[], from: number, to: number): readonly number[] {
  const start = lastAtMost(sorted, (each) => each, from - 1) + 1;
  const end = lastAtMost(sorted, (each) => each, to) + 1;
  return sorted.slice(start, end);
}

import type { MouseEvent } from "react";
import type { StepRun } from "../step-runs.ts";
import type { LogMark } from "./log-groups.ts";
import styles from "./log-rail.module.css";
import { lastAtMost } from "./sorted.ts";

export interface LogRailProps {
  readonly lineCount: number;
  readonly failing: readonly number[];
  readonly marks: readonly LogMark[];
  readonly found: readonly number[];
  readonly steps: readonly StepRun[];
  readonly visit: (line: number) => void;
}

/** Parts of the log that the rail tells apart. */
const parts = 200;
/** Of the log, how near a press has to be to something to go there. */
const near = 0.02;

/** A whole log at a glance: where its steps begin, and where errors, warnings and what was looked for lie. */
export function LogRail({ lineCount, failing, marks, found, steps, visit }: LogRailProps) {
  if (lineCount === 0) return null;
  const errors = [...failing, ...linesOf(marks, "error")].sort((one, other) => one - other);
  const warnings = linesOf(marks, "warning");
  const begins = steps.map(({ line }) => line).filter((line) => line <= lineCount);
  const lanes = [
    { name: "step", lines: begins },
    { name: "found", lines: found },
    { name: "warning", lines: warnings },
    { name: "error", lines: errors },
  ] as const;
  const press = (event: MouseEvent<HTMLButtonElement>): void => {
    const { top, height } = event.currentTarget.getBoundingClientRect();
    // Pressed by a key, it has no place.
    const share = event.detail === 0 || height === 0 ? 0 : (event.clientY - top) / height;
    const line = Math.min(lineCount, Math.max(1, Math.round(share * lineCount)));
    const nearest = lanes
      .flatMap(({ lines }) => around(lines, line))
      .sort((one, other) => Math.abs(one - line) - Math.abs(other - line))[0];
    visit(nearest !== undefined && Math.abs(nearest - line) <= lineCount * near ? nearest : line);
  };
  const label = `The whole log: ${[
    counted(errors.length, "error"),
    counted(warnings.length, "warning"),
    counted(found.length, "match", "matches"),
    counted(begins.length, "step"),
  ].join(", ")}`;
  return (
    <button type="button" className={styles.rail} tabIndex={-1} aria-label={label} title={label} onClick={press}>
      {lanes.flatMap(({ name, lines }) =>
        partsOf(lines, lineCount).map((part) => (
          <span
            key={`${name} ${part}`}
            className={`${styles.place} ${styles[name]}`}
            style={{ top: `${(part / parts) * 100}%` }}
          />
        )),
      )}
    </button>
  );
}

function linesOf(marks: readonly LogMark[], kind: LogMark["kind"]): readonly number[] {
  return marks.filter((mark) => mark.kind === kind).map(({ line }) => line);
}

/** The parts of the log in which some of these lines are. */
function partsOf(lines: readonly number[], lineCount: number): readonly number[] {
  const found: number[] = [];
  // From part to part, not from line to line: a million may match.
  for (let next = 0; next < lines.length; ) {
    const part = Math.min(parts - 1, Math.floor((((lines[next] ?? 1) - 1) / lineCount) * parts));
    found.push(part);
    const end = Math.ceil(((part + 1) / parts) * lineCount);
    next =
      Math.max(
        next,
        lastAtMost(lines, (line) => line, end),
      ) + 1;
  }
  return [...new Set(found)];
}

function around(lines: readonly number[], line: number): readonly number[] {
  const place = lastAtMost(lines, (each) => each, line);
  return lines.slice(Math.max(0, place), place + 2);
}

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

import type { OutputOf } from "@headrace/app/client";
import type { StepRun } from "../step-runs.ts";
import type { LogGroup } from "./log-rows.ts";

export type LogMark = OutputOf<"logs.marks">["items"][number];

/** The groups of a log. One ends where it is closed, where the next one begins, or with its step. */
export function groupsOf(marks: readonly LogMark[], steps: readonly StepRun[], lineCount: number): readonly LogGroup[] {
  const groups: LogGroup[] = [];
  let open: { readonly line: number; readonly title: string } | undefined;
  const close = (last: number): void => {
    if (open === undefined) return;
    groups.push({ ...open, last: Math.min(last, endOfStep(steps, open.line) ?? lineCount) });
    open = undefined;
  };
  for (const { kind, line, text } of marks) {
    if (kind === "group") {
      close(line - 1);
      open = { line, title: text };
    } else if (kind === "endgroup") close(line);
  }
  close(lineCount);
  return groups;
}

function endOfStep(steps: readonly StepRun[], line: number): number | undefined {
  const next = steps.find((step) => step.line > line);
  return next === undefined ? undefined : next.line - 1;
}

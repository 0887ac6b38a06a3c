import type { OutlineStage } from "@headrace/pipeline/outline";
import { useMemo, useRef } from "react";
import type { StageFacts } from "../../canvas/stage-facts.ts";
import { type Check, stageOfProblem } from "./reading.ts";

/** What would become of a stage, by its id. */
export type Forecast = ReadonlyMap<string, { readonly runs: boolean; readonly words: string }>;

/** The marks on the stages: what is wrong, or what would run. What did not change is the same object. */
export function useFacts(
  stages: readonly OutlineStage[],
  check: Check | undefined,
  forecast: Forecast | undefined,
): ReadonlyMap<string, StageFacts> {
  const known = useRef<ReadonlyMap<string, StageFacts>>(new Map());
  return useMemo(() => {
    const problems = new Map<string, { severity: "error" | "warning"; count: number }>();
    for (const problem of check?.problems ?? []) {
      const stage = stageOfProblem(problem);
      if (stage === undefined) continue;
      const { severity } = problem.diagnostic;
      const before = problems.get(stage);
      if (before === undefined || (before.severity === "warning" && severity === "error")) {
        problems.set(stage, { severity, count: 1 });
      } else if (before.severity === severity) before.count += 1;
    }
    const facts = new Map<string, StageFacts>();
    for (const { id } of stages) {
      const found = problems.get(id);
      const told = forecast?.get(id);
      if (found === undefined && told === undefined) continue;
      const fact: StageFacts = {
        ...(found === undefined ? {} : { problems: found }),
        ...(told === undefined
          ? {}
          : { line: told.words, faint: !told.runs, status: told.runs ? "pending" : "skipped" }),
      };
      const old = known.current.get(id);
      facts.set(id, JSON.stringify(old) === JSON.stringify(fact) && old !== undefined ? old : fact);
    }
    known.current = facts;
    return facts;
  }, [stages, check, forecast]);
}

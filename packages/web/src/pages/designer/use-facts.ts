import type { OutlineStage } from "@headrace/pipeline/outline";
import { useMemo } from "react";
import type { StageFacts } from "../../canvas/stage-facts.ts";
import { useSteadyFacts } from "../../canvas/use-steady-facts.ts";
import { type Check, stageOfProblem } from "./reading.ts";

/** What would become of a stage, by its id. */
export type Forecast = ReadonlyMap<string, { readonly runs: boolean; readonly words: string }>;

/** The marks on the stages: what is wrong, or what would run. */
export function useFacts(
  stages: readonly OutlineStage[],
  check: Check | undefined,
  forecast: Forecast | undefined,
): ReadonlyMap<string, StageFacts> {
  const told = useMemo(() => {
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
      const foretold = forecast?.get(id);
      if (found === undefined && foretold === undefined) continue;
      facts.set(id, {
        ...(found === undefined ? {} : { problems: found }),
        ...(foretold === undefined
          ? {}
          : { line: foretold.words, faint: !foretold.runs, status: foretold.runs ? "pending" : "skipped" }),
      });
    }
    return facts;
  }, [stages, check, forecast]);
  return useSteadyFacts(told);
}

import type { Scope } from "../expressions/index.ts";
import { callsOf, evaluateExpression, hasStatusFunction, parseExpression, referencesOf } from "../expressions/index.ts";
import type { Graph } from "../graph/index.ts";
import type { Pipeline } from "../model/pipeline.ts";
import type { Stage } from "../model/stage.ts";
import type { Report } from "./finding.ts";

const emptyScope: Scope = {
  contexts: {},
  functions: { success: () => true, failure: () => false, cancelled: () => false },
};

/** Stages that no execution can ever run: their condition is always false, or what they need never runs. */
export function checkRuns(pipeline: Pipeline, graph: Graph, report: Report): void {
  const stages = new Map(pipeline.stages.map((stage) => [stage.id, stage]));
  const dead = new Set<string>();
  for (const id of graph.order()) {
    const stage = stages.get(id);
    if (stage === undefined) continue;
    const path = ["stages", id];
    if (isAlwaysFalse(stage.when)) {
      const message = `The stage "${id}" can never run: its condition is always false.`;
      report({
        code: "never-runs",
        severity: "warning",
        path: [...path, "when"],
        message,
        mend: "Mend the condition, or remove the stage.",
      });
      dead.add(id);
      continue;
    }
    const blocked = stage.needs.findIndex((need) => dead.has(need.stage));
    if (blocked === -1 || asksForStatus(stage)) continue;
    const need = stage.needs[blocked]?.stage ?? "";
    const message = `The stage "${id}" can never run: it needs "${need}", which never does.`;
    const mend = "Remove the need, or say when to run all the same, as in `when: ${{ always() }}`.";
    report({ code: "never-runs", severity: "warning", path: [...path, "needs", blocked], message, mend });
    dead.add(id);
  }
}

/** A condition that reads nothing and asks for no status is the same in every execution. */
function isAlwaysFalse(when: string | undefined): boolean {
  if (when === undefined) return false;
  const parsed = parseExpression(when);
  if (!parsed.ok) return false;
  if (referencesOf(parsed.expression).length > 0) return false;
  if (callsOf(parsed.expression).some((call) => call.kind !== "general")) return false;
  try {
    const value = evaluateExpression(when, emptyScope);
    return value === false || value === 0 || value === "" || value === null;
  } catch {
    return false;
  }
}

function asksForStatus(stage: Stage): boolean {
  if (stage.when === undefined) return false;
  const parsed = parseExpression(stage.when);
  return !parsed.ok || hasStatusFunction(parsed.expression);
}

import type { ExecutionPlan } from "@headrace/execution";
import type { App } from "../app.ts";
import { furtherPhase, type Phase } from "./phase.ts";

interface Place {
  readonly execution_id: string;
  readonly state: string;
  readonly outcome: string | null;
}

/** How far those of some executions have come that run, but not in this process: by their stages that have begun. */
export async function phasesElsewhere(
  { runs, tables }: Pick<App, "runs" | "tables">,
  rows: readonly Place[],
): Promise<ReadonlyMap<string, Phase>> {
  const ids = rows
    .filter(({ execution_id, state, outcome }) => {
      return state === "running" && outcome === null && runs.phase(execution_id) === undefined;
    })
    .map(({ execution_id }) => execution_id);
  if (ids.length === 0) return new Map();
  const begun = await tables
    .selectFrom("stage_executions")
    .select(["execution_id", "stage"])
    .distinct()
    .where("execution_id", "in", ids)
    .where("started_at", "is not", null)
    .execute();
  const plans = await tables.selectFrom("execution_records").select(["id", "plan"]).where("id", "in", ids).execute();
  return new Map(
    plans.map(({ id, plan }) => {
      const { pipeline }: ExecutionPlan = JSON.parse(plan);
      const stages = new Set(begun.filter(({ execution_id }) => execution_id === id).map(({ stage }) => stage));
      const reached = pipeline.stages.filter((stage) => stages.has(stage.id));
      return [id, reached.reduce<Phase>((phase, { category }) => furtherPhase(phase, category), "PLANNED")];
    }),
  );
}

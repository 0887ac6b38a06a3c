import type { StageExecutionRow } from "@headrace/store";
import { z } from "zod";
import type { App } from "../app.ts";
import { notFound, wrongField } from "../problems/problem.ts";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";

/** Which of an execution's logs are meant. */
export interface LogSelection {
  /** A stage, or one instance of a matrix. */
  readonly stage?: string | undefined;
  readonly attempt?: number | undefined;
}

export const selectionInput = {
  stage: z.string().min(1).max(500).optional().describe("Only this stage, or this instance of a matrix"),
  attempt: z.number().int().min(1).max(1_000_000).optional().describe("Only this attempt of the stage"),
};

export function isSelected({ stage, attempt }: LogSelection, of: AttemptName): boolean {
  return (
    (stage === undefined || of.stage === stage || of.instance === stage) &&
    (attempt === undefined || of.attempt === attempt)
  );
}

/** Every attempt that was begun and is meant, in the order in which stages became due. Throws `not-found`. */
export async function selectedAttempts(
  app: Pick<App, "store">,
  executionId: string,
  selection: LogSelection,
): Promise<readonly AttemptName[]> {
  const rows = await app.store.executions.stages(executionId);
  if (selection.stage !== undefined) await refuseUnknownStage(app, executionId, { rows, stage: selection.stage });
  return rows.flatMap(attemptsOf).filter((attempt) => isSelected(selection, attempt));
}

function attemptsOf({ stage, instance, attempt }: StageExecutionRow): readonly AttemptName[] {
  return Array.from({ length: attempt }, (_, index) => ({ stage, instance, attempt: index + 1 }));
}

/** Stages that are not due yet have no row, and are known from the plan alone. */
async function refuseUnknownStage(
  app: Pick<App, "store">,
  executionId: string,
  { rows, stage }: { readonly rows: readonly StageExecutionRow[]; readonly stage: string },
): Promise<void> {
  if (rows.some((row) => row.stage === stage || row.instance === stage)) return;
  const { plan } = await app.store.journal.load(executionId);
  const isPlanned = plan.stages.some(
    ({ id, instances }) => id === stage || instances?.some(({ instance }) => instance === stage) === true,
  );
  if (!isPlanned) throw notFound("stage of this execution", stage);
}

/** The one attempt that is meant: the last one of the stage unless said; null before there is one. Throws `not-found`. */
export async function selectedAttempt(
  app: Pick<App, "store">,
  executionId: string,
  selection: LogSelection,
): Promise<AttemptName | null> {
  const attempts = await selectedAttempts(app, executionId, selection);
  const instances = [...new Set(attempts.map(({ instance }) => instance))];
  if (instances.length > 1) {
    const message = `the stage has several instances: ${instances.slice(0, 20).join(", ")}`;
    throw wrongField("stage", message, "say which instance is meant");
  }
  const last = attempts.at(-1);
  if (last === undefined && selection.attempt !== undefined && selection.stage !== undefined) {
    throw notFound(`attempt of ${selection.stage}`, String(selection.attempt));
  }
  return last ?? null;
}

import { z } from "zod";
import type { StartedRun } from "../runs/runs.ts";
import { id } from "../values/fields.ts";
import { execution, executionExample, executionState } from "./execution.ts";

/** What everything answers that starts an execution, with the fields' names of an execution. */
export const startedExecution = z.object({
  id,
  number: execution.shape.number,
  state: executionState.exclude(["ended"]),
  url: z.string().describe("Of its page"),
});
export type StartedExecution = z.input<typeof startedExecution>;

export function startedExecutionOf({ id, number, state }: StartedRun, publicUrl: string): StartedExecution {
  return { id, number, state, url: `${publicUrl}/executions/${id}` };
}

export const startedExample: StartedExecution = {
  id: executionExample.id,
  number: 12,
  state: "running",
  url: `http://localhost:4400/executions/${executionExample.id}`,
};

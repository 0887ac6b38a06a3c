import { z } from "zod";
import { isOver, type ObservedRun } from "./observed-run.ts";

/** A stage of a run on a host, as it is kept beside the execution. */
const remoteStage = z.object({
  /** What it is called in the execution. */
  key: z.string(),
  /** And by the host. */
  id: z.string(),
  /** Nothing is added to its log any more. */
  isOver: z.boolean(),
});
export type RemoteStage = z.output<typeof remoteStage>;

const remoteStages = z.array(remoteStage);

/** For the column `stages`, which held `before`: a stage that was seen once stays. */
export function writeRemoteStages(before: string, { run, stages }: ObservedRun): string {
  const kept = new Map(readRemoteStages(before).map((stage) => [stage.key, stage]));
  for (const { key, id, state } of stages) kept.set(key, { key, id, isOver: isOver({ state }) });
  // Nothing of a run that has ended is written on, though it may not have been seen to end.
  return JSON.stringify([...kept.values()].map((stage) => (isOver(run) ? { ...stage, isOver: true } : stage)));
}

export function readRemoteStages(text: string): readonly RemoteStage[] {
  return remoteStages.parse(JSON.parse(text));
}

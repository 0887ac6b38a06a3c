import { type PreviewedInstance, previewExecution } from "@headrace/execution";
import { createGlob, matchTriggers, type TriggerMatch } from "@headrace/pipeline";
import { heldBack } from "../../pipelines/settings.ts";
import type { RunRequest } from "../runs.ts";
import { type PrepareRunOptions, prepareRun } from "./prepare-run.ts";

export interface PreviewedRun {
  /** Whether the event starts the pipeline at all, by its triggers. */
  readonly trigger: TriggerMatch;
  /** What becomes of its stages when it is started. */
  readonly stages: readonly PreviewedInstance[];
}

/** What would run for this request and why. Nothing is run or kept, and no number is taken. */
export async function previewRun(
  options: Omit<PrepareRunOptions, "takeNumber">,
  request: RunRequest,
): Promise<PreviewedRun> {
  const { plan, settings } = await prepareRun({ ...options, takeNumber: async () => 0 }, request);
  const { branch, tag, targetBranch, changedFiles } = plan.git;
  const stages = previewExecution(plan, {
    // Files may be written by stages before the one that hashes them, so nothing is claimed of them.
    hashFiles: () => "",
    changed: (...patterns) => changedFiles.some(createGlob(patterns)),
  });
  const subject = { push: branch, pull_request: targetBranch, tag: "", schedule: "", pipeline: "", manual: "" }[
    plan.event
  ];
  const why = plan.event === "manual" ? null : heldBack(settings, subject);
  return {
    trigger:
      why === null
        ? matchTriggers(plan.pipeline, { event: plan.event, branch, tag, targetBranch, changedFiles })
        : { matches: false, reason: why },
    stages,
  };
}

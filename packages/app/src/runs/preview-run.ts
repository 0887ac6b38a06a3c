import { type PreviewedInstance, previewExecution } from "@headrace/execution";
import { createGlob } from "@headrace/pipeline";
import { type PrepareRunOptions, prepareRun } from "./prepare-run.ts";
import type { RunRequest } from "./runs.ts";

/** What would run for this request and why. Nothing is run or kept, and no number is taken. */
export async function previewRun(
  options: Omit<PrepareRunOptions, "takeNumber">,
  request: RunRequest,
): Promise<readonly PreviewedInstance[]> {
  const { plan } = await prepareRun({ ...options, takeNumber: async () => 0 }, request);
  return previewExecution(plan, {
    // Files may be written by stages before the one that hashes them, so nothing is claimed of them.
    hashFiles: () => "",
    changed: (...patterns) => plan.git.changedFiles.some(createGlob(patterns)),
  });
}

import { stageOf } from "@headrace/execution";
import { HeadraceError, type Need } from "@headrace/pipeline";
import type { ArtifactRow } from "../ports/index.ts";
import { artifactStored } from "./artifact-stored.ts";
import { attemptReference, type WorkingAttempt } from "./attempt.ts";
import { fail, type Progress } from "./progress.ts";
import { evaluateGlobs } from "./stage-scope.ts";

/** Brings the artifacts of the stages this one needs into its workspace. Throws `blob-missing`, `blob-damaged`. */
export async function unpackNeededArtifacts(attempt: WorkingAttempt): Promise<void> {
  const rows = await neededArtifacts(attempt);
  if (rows.length === 0) return;
  const { unpackArtifact } = await import("../artifacts/unpack-artifact.ts");
  for (const row of rows) {
    await unpackArtifact({
      blobs: attempt.services.blobs,
      digest: row.digest,
      into: attempt.workspace.root,
      signal: attempt.lifetimes.work,
    });
  }
}

/** The artifacts that this stage's needs bring, in the order of the needs. */
async function neededArtifacts(attempt: WorkingAttempt): Promise<readonly ArtifactRow[]> {
  const needs = attempt.stage.needs.filter((need) => need.artifacts !== false);
  if (needs.length === 0) return [];
  const rows = await attempt.services.catalog.artifacts(attempt.plan.executionId);
  return needs.flatMap((need) => rows.filter((row) => row.stage === need.stage && isNeeded(attempt, need, row)));
}

function isNeeded({ state, workspace }: WorkingAttempt, need: Need, row: ArtifactRow): boolean {
  if (Array.isArray(need.artifacts) && !need.artifacts.includes(row.name)) return false;
  const maker = stageOf(state(), need.stage)?.instances.find((instance) => instance.instance === row.instance);
  if (maker === undefined || maker.attempt !== row.attempt) return false;
  // In a shared workspace the files of a stage that ran are where it left them.
  return workspace.isolated || maker.reused;
}

/**
 * Stores what the stage declares. A declared artifact that is not there fails a stage that had
 * succeeded; one that had failed keeps whatever it managed to make.
 */
export async function storeArtifacts(attempt: WorkingAttempt, progress: Progress): Promise<void> {
  const { services, stage, plan, workspace } = attempt;
  const reference = attemptReference(attempt);
  if (stage.artifacts.length === 0) return;
  const { storeArtifact } = await import("../artifacts/store-artifact.ts");
  for (const declared of stage.artifacts) {
    try {
      const declaration = { ...declared, paths: await evaluateGlobs(attempt, progress, declared.paths) };
      const { row, skipped } = await storeArtifact(
        {
          workspace: workspace.root,
          declaration,
          of: { executionId: plan.executionId, ...reference },
          exclude: [services.dataDirectory],
          signal: attempt.lifetimes.cleanup,
        },
        services,
      );
      progress.trail.push(artifactStored(reference, row));
      for (const path of skipped) {
        const message = attempt.masker.maskText(
          `artifact "${row.name}": ${path} is neither a file nor a link and was left out`,
        );
        progress.trail.push({ type: "annotation", ...reference, level: "warning", message });
      }
    } catch (error) {
      if (!(error instanceof HeadraceError) || error.fault !== "user") throw error;
      if (progress.outcome === "success") fail(progress, { outcome: "failed", message: error.message });
      else if (error.code !== "artifact-not-found") {
        progress.trail.push({
          type: "annotation",
          ...reference,
          level: "warning",
          message: attempt.masker.maskText(error.message),
        });
      }
    }
  }
}

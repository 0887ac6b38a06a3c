import { type AttemptResult, type Outcome, willRetry } from "@headrace/execution";
import { attemptReference } from "./attempt.ts";
import { runSteps } from "./step-runner.ts";
import { inStepSession, type StepSessionParts } from "./step-session.ts";

/**
 * Runs the rollback steps of a stage whose last attempt has begun its steps and did not succeed: in the same workspace,
 * with the same variables and secrets, also after a cancel; one that fails ends the rollback. Undefined where there is
 * nothing to roll back, or another attempt follows.
 */
export async function rollBack(parts: StepSessionParts): Promise<AttemptResult["rollback"]> {
  const { attempt, progress } = parts;
  const { rollback } = attempt.stage;
  if (rollback === undefined || !progress.begun || progress.outcome === "success") return undefined;
  const reference = attemptReference(attempt);
  if (attempt.lifetimes.cleanup.aborted || willRetry(attempt.state(), reference, progress)) return undefined;
  const reason = attempt.masker.maskText(reasonOf(progress));
  await attempt.record([...progress.trail.splice(0), { type: "rollback.started", ...reference, reason }]);
  const startedAt = performance.now();
  let outcome: Outcome = "success";
  await inStepSession({ ...parts, outlivesStop: true }, async (runner) => {
    outcome = await runSteps(runner, "rollback", rollback.steps);
  });
  const durationMs = Math.round(performance.now() - startedAt);
  progress.trail.push({ type: "rollback.finished", ...reference, outcome, durationMs });
  return { rolledBack: outcome === "success", reason };
}

interface Ended {
  readonly outcome: Outcome;
  readonly exitCode: number | null;
  readonly message: string | undefined;
}

function reasonOf({ outcome, exitCode, message }: Ended): string {
  if (message !== undefined) return message;
  if (outcome === "cancelled") return "the stage was cancelled";
  return exitCode === null ? outcome : `exit code ${exitCode}`;
}

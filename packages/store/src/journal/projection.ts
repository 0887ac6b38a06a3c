import type { ExecutionEvent } from "@headrace/execution";
import { run, type Work } from "../database/work.ts";

/**
 * Writes into `executions` and `stage_executions` what one event changes. Both tables are nothing but the fold of
 * the events: each change depends on the event and the rows alone, never on the clock or on who writes.
 */
export function* project(event: ExecutionEvent): Work<void> {
  const { executionId, at } = event;
  switch (event.type) {
    case "execution.created":
      yield run(
        insertExecution,
        executionId,
        event.pipeline,
        event.number,
        event.digest,
        event.event,
        event.branch,
        event.commit,
        event.workspace,
        event.rerunOf ?? null,
        at,
        event.seq,
      );
      return;
    case "execution.started":
      yield run(startExecution, at, executionId);
      return;
    case "execution.cancelling":
      yield run(cancelExecution, event.reason, executionId);
      return;
    case "execution.finished":
      yield run(finishExecution, event.outcome, event.exitCode, event.durationMs, at, executionId);
      return;
    case "stage.queued": {
      const matrix = event.matrix === undefined ? null : JSON.stringify(event.matrix);
      yield run(queueStage, executionId, event.instance, event.stage, matrix, event.environment ?? null, at);
      return;
    }
    case "approval.requested": {
      const matrix = event.matrix === undefined ? null : JSON.stringify(event.matrix);
      yield run(askForStage, executionId, event.instance, event.stage, matrix, event.environment ?? null);
      return;
    }
    case "stage.waiting":
      yield run(setStageStatus, "waiting", executionId, event.instance);
      return;
    case "stage.started":
      yield run(startStage, event.attempt, at, event.environment ?? null, executionId, event.instance);
      return;
    case "stage.cancelling":
      yield run(setStageStatus, "cancelling", executionId, event.instance);
      return;
    case "stage.retrying":
      yield run(
        retryStage,
        event.attempt,
        event.outcome,
        event.exitCode,
        event.durationMs,
        event.message ?? null,
        event.nextAttemptAt,
        // Nobody knows for how long what was lost with its process had run.
        event.interrupted === true ? 0 : event.durationMs,
        executionId,
        event.instance,
      );
      return;
    case "stage.skipped":
      yield run(skipStage, executionId, event.instance, event.stage, event.detail, at);
      return;
    case "stage.reused":
      yield run(reuseStage, executionId, event.instance, event.stage, at);
      return;
    case "stage.finished":
      yield run(
        finishStage,
        executionId,
        event.instance,
        event.stage,
        event.attempt,
        event.outcome,
        event.exitCode,
        event.durationMs,
        event.allowed ? 1 : 0,
        event.message ?? null,
        event.environment ?? null,
        at,
      );
      return;
    case "execution.resumed":
    case "stage.expanded":
    case "step.started":
    case "step.finished":
    case "step.skipped":
    case "artifact.stored":
    case "artifact.uploaded":
    case "cache.restored":
    case "cache.saved":
    case "cache.missed":
    case "tests.reported":
    case "output.set":
    case "annotation":
    case "summary.added":
    case "approval.decided":
    case "approval.settled":
    case "rollback.started":
    case "rollback.finished":
    case "gate.reported":
      return;
  }
}

const insertExecution = `
INSERT INTO executions (id, pipeline, number, digest, event, branch, commit_id, workspace, rerun_of, created_at, last_seq, status)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'created')`;

const startExecution = "UPDATE executions SET status = 'running', started_at = ? WHERE id = ?";

const cancelExecution = "UPDATE executions SET status = 'cancelling', cancel_reason = ? WHERE id = ?";

const finishExecution = `
UPDATE executions SET status = 'finished', outcome = ?, exit_code = ?, duration_ms = ?, finished_at = ? WHERE id = ?`;

const queueStage = `
INSERT INTO stage_executions (execution_id, instance, stage, matrix, environment, queued_at, status, attempt, allowed, reused)
VALUES (?, ?, ?, ?, ?, ?, 'queued', 0, 0, 0)
ON CONFLICT (execution_id, instance) DO UPDATE SET status = 'queued', queued_at = excluded.queued_at`;

const askForStage = `
INSERT INTO stage_executions (execution_id, instance, stage, matrix, environment, status, attempt, allowed, reused)
VALUES (?, ?, ?, ?, ?, 'waiting', 0, 0, 0)
ON CONFLICT (execution_id, instance) DO UPDATE SET status = 'waiting'`;

const setStageStatus = "UPDATE stage_executions SET status = ? WHERE execution_id = ? AND instance = ?";

const startStage = `
UPDATE stage_executions
SET status = 'running', attempt = ?, started_at = ?, environment = ?, outcome = NULL, exit_code = NULL, duration_ms = NULL,
    message = NULL, next_attempt_at = NULL
WHERE execution_id = ? AND instance = ?`;

const retryStage = `
UPDATE stage_executions
SET status = 'retrying', attempt = ?, outcome = ?, exit_code = ?, duration_ms = ?, message = ?, next_attempt_at = ?,
    ran_ms = ran_ms + ?
WHERE execution_id = ? AND instance = ?`;

const skipStage = `
INSERT INTO stage_executions (execution_id, instance, stage, message, finished_at, status, outcome, attempt, allowed, reused)
VALUES (?, ?, ?, ?, ?, 'finished', 'skipped', 0, 0, 0)
ON CONFLICT (execution_id, instance) DO UPDATE
SET status = 'finished', outcome = 'skipped', message = excluded.message, finished_at = excluded.finished_at, next_attempt_at = NULL`;

const reuseStage = `
INSERT INTO stage_executions (execution_id, instance, stage, finished_at, status, outcome, attempt, allowed, reused)
VALUES (?, ?, ?, ?, 'finished', 'success', 0, 0, 1)
ON CONFLICT (execution_id, instance) DO UPDATE
SET status = 'finished', outcome = 'success', reused = 1, finished_at = excluded.finished_at`;

// What was refused before it was ever queued has no row yet. What never ran, or was cancelled between two attempts, has
// not run for any longer.
const finishStage = `
INSERT INTO stage_executions (execution_id, instance, stage, attempt, outcome, exit_code, duration_ms, allowed, message,
                              environment, finished_at, status, reused)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'finished', 0)
ON CONFLICT (execution_id, instance) DO UPDATE
SET status = 'finished', attempt = excluded.attempt, outcome = excluded.outcome, exit_code = excluded.exit_code,
    ran_ms = stage_executions.ran_ms + CASE
      WHEN stage_executions.started_at IS NULL OR stage_executions.next_attempt_at IS NOT NULL THEN 0
      ELSE excluded.duration_ms
    END,
    duration_ms = excluded.duration_ms, allowed = excluded.allowed, message = excluded.message,
    finished_at = excluded.finished_at, next_attempt_at = NULL`;

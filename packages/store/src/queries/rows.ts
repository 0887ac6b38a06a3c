import {
  type ExecutionOutcome,
  type ExecutionStatus,
  type InstanceStatus,
  type Outcome,
  outcomes,
  type StartEvent,
  startEvents,
  type WorkspaceMode,
} from "@headrace/execution";
import type { MatrixValues } from "@headrace/pipeline";
import { jsonOf, numberOf, oneOf, optionalNumberOf, optionalTextOf, type Row, textOf } from "../database/row.ts";

/** One execution as lists show it. Times are epoch milliseconds. */
export interface ExecutionRow {
  readonly id: string;
  readonly pipeline: string;
  readonly number: number;
  readonly digest: string;
  readonly event: StartEvent;
  readonly branch: string;
  readonly commit: string;
  readonly workspace: WorkspaceMode;
  readonly status: ExecutionStatus;
  readonly outcome?: ExecutionOutcome;
  readonly exitCode?: number;
  readonly rerunOf?: string;
  readonly createdAt: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly durationMs?: number;
  readonly lastSeq: number;
}

/** One stage instance of an execution, as its last attempt left it. */
export interface StageExecutionRow {
  readonly executionId: string;
  readonly stage: string;
  readonly instance: string;
  readonly matrix?: MatrixValues;
  readonly status: InstanceStatus;
  /** 0 when it never ran. */
  readonly attempt: number;
  readonly outcome?: Outcome;
  readonly exitCode?: number;
  readonly allowed: boolean;
  readonly reused: boolean;
  readonly environment?: string;
  readonly message?: string;
  readonly queuedAt?: number;
  readonly startedAt?: number;
  readonly finishedAt?: number;
  readonly durationMs?: number;
  readonly nextAttemptAt?: number;
}

const workspaceModes: readonly WorkspaceMode[] = ["shared", "isolated"];
const executionOutcomes: readonly ExecutionOutcome[] = ["success", "failed", "timedOut", "cancelled"];
const executionStatuses: readonly ExecutionStatus[] = ["created", "running", "cancelling", "finished"];
const instanceStatuses: readonly InstanceStatus[] = [
  "pending",
  "queued",
  "waiting",
  "running",
  "cancelling",
  "retrying",
  "finished",
];

export function executionOf(row: Row): ExecutionRow {
  return withoutUndefined({
    id: textOf(row, "id"),
    pipeline: textOf(row, "pipeline"),
    number: numberOf(row, "number"),
    digest: textOf(row, "digest"),
    event: oneOf(row, "event", startEvents),
    branch: textOf(row, "branch"),
    commit: textOf(row, "commit_id"),
    workspace: oneOf(row, "workspace", workspaceModes),
    status: oneOf(row, "status", executionStatuses),
    outcome: row.outcome === null ? undefined : oneOf(row, "outcome", executionOutcomes),
    exitCode: optionalNumberOf(row, "exit_code"),
    rerunOf: optionalTextOf(row, "rerun_of"),
    createdAt: numberOf(row, "created_at"),
    startedAt: optionalNumberOf(row, "started_at"),
    finishedAt: optionalNumberOf(row, "finished_at"),
    durationMs: optionalNumberOf(row, "duration_ms"),
    lastSeq: numberOf(row, "last_seq"),
  });
}

export function stageExecutionOf(row: Row): StageExecutionRow {
  return withoutUndefined({
    executionId: textOf(row, "execution_id"),
    stage: textOf(row, "stage"),
    instance: textOf(row, "instance"),
    matrix: row.matrix === null ? undefined : jsonOf<MatrixValues>(row, "matrix"),
    status: oneOf(row, "status", instanceStatuses),
    attempt: numberOf(row, "attempt"),
    outcome: row.outcome === null ? undefined : oneOf(row, "outcome", outcomes),
    exitCode: optionalNumberOf(row, "exit_code"),
    allowed: numberOf(row, "allowed") === 1,
    reused: numberOf(row, "reused") === 1,
    environment: optionalTextOf(row, "environment"),
    message: optionalTextOf(row, "message"),
    queuedAt: optionalNumberOf(row, "queued_at"),
    startedAt: optionalNumberOf(row, "started_at"),
    finishedAt: optionalNumberOf(row, "finished_at"),
    durationMs: optionalNumberOf(row, "duration_ms"),
    nextAttemptAt: optionalNumberOf(row, "next_attempt_at"),
  });
}

/** Absent facts are absent keys, so that `--json` does not show them. The value is fresh and is ours to change. */
function withoutUndefined<Value extends object>(value: Value): Value {
  for (const [key, field] of Object.entries(value)) if (field === undefined) Reflect.deleteProperty(value, key);
  return value;
}

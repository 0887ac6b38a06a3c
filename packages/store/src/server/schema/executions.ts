import type { ReadSchema } from "../../database/read-schema.ts";

export interface ExecutionLinksTable {
  readonly execution_id: string;
  readonly organization_id: string;
  readonly repository_id: string;
  readonly pipeline_id: string | null;
  readonly pipeline_version: number | null;
  readonly trigger_kind: string;
  readonly triggered_by: string | null;
  readonly trust: string;
  readonly state: string;
  readonly priority: number;
  readonly concurrency_group: string | null;
  /** The environment of which it brings back an earlier deployment. */
  readonly rolls_back: string | null;
  readonly detail: string;
  readonly created_at: number;
  readonly owner: string | null;
  readonly lease_until: number | null;
  readonly next_attempt_at: number | null;
}

export interface ControlWishesTable {
  readonly execution_id: string;
  readonly kind: string;
  readonly actor: string;
  readonly force: number;
  readonly asked_at: number;
}

export interface ApprovalsTable {
  readonly id: string;
  readonly organization_id: string;
  readonly repository_id: string;
  readonly pipeline_id: string | null;
  readonly execution_id: string;
  readonly stage: string;
  readonly instance: string;
  readonly state: string;
  readonly request: string;
  readonly decisions: string;
  readonly requested_at: number;
  readonly expires_at: number | null;
  readonly settled_at: number | null;
}

export interface ApprovalWordsTable {
  readonly execution_id: string;
  readonly instance: string;
  readonly place: number;
  readonly stage: string;
  readonly person: string;
  readonly decision: string;
  readonly comment: string | null;
  readonly said_at: number;
  readonly told: number;
}

export interface CacheEntriesTable {
  readonly id: string;
  readonly scope: string;
  readonly key: string;
  readonly digest: string;
  readonly size: number;
  readonly created_at: number;
  readonly used_at: number;
  readonly ttl: number | null;
}

/** As the store itself reads it. */
export type ExecutionsTable = ReadSchema["executions"];

/** Only read here. */
export interface ExecutionRecordsTable {
  readonly id: string;
  readonly plan: string;
  readonly source: string;
  readonly source_path: string;
  readonly created_at: number;
}

export interface StageExecutionsTable {
  readonly execution_id: string;
  readonly instance: string;
  readonly stage: string;
  readonly matrix: string | null;
  readonly status: string;
  readonly attempt: number;
  readonly outcome: string | null;
  readonly exit_code: number | null;
  readonly allowed: number;
  readonly reused: number;
  readonly environment: string | null;
  readonly message: string | null;
  readonly queued_at: number | null;
  readonly started_at: number | null;
  readonly finished_at: number | null;
  readonly duration_ms: number | null;
  readonly ran_ms: number;
  readonly next_attempt_at: number | null;
}

export interface ArtifactsTable {
  readonly id: string;
  readonly execution_id: string;
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  readonly name: string;
  readonly digest: string;
  readonly size: number;
  readonly files: number;
  readonly created_at: number;
  readonly expires_at: number | null;
}

export interface TestResultsTable {
  readonly execution_id: string;
  readonly position: number;
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  readonly suite: string;
  readonly name: string;
  readonly file: string | null;
  readonly outcome: string;
  readonly duration_ms: number;
  readonly message: string | null;
}

export interface ConnectionsTable {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly kind: string;
  readonly base_url: string | null;
  readonly owner: string;
  readonly credential_kind: string;
  readonly identity: string | null;
  readonly key_id: string;
  readonly sealed: string;
  readonly expires_at: number | null;
  readonly request_limit: number | null;
  readonly check_result: string;
  readonly checked_at: number;
  readonly write_back: number;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface ForgeRequestsTable {
  readonly connection_id: string;
  readonly minute: number;
  readonly count: number;
  readonly looks: number;
}

export interface ForgeRepositoriesTable {
  readonly id: string;
  readonly organization_id: string;
  readonly connection_id: string;
  readonly forge_owner: string;
  readonly forge_name: string;
  readonly forge_id: string;
  readonly clone_url: string;
  readonly history_page: string | null;
  readonly history_total: number | null;
  readonly history_from: number | null;
  readonly history_runs: number | null;
  readonly history_read: number;
  readonly newest_at: number | null;
  readonly read_at: number | null;
  readonly active_at: number | null;
  readonly moved_at: number | null;
  readonly changed_at: number | null;
  readonly looked_at: number | null;
  readonly heard_at: number | null;
  readonly unfinished: number;
  readonly attempts: number;
  readonly problem: string | null;
  readonly write_back: number;
  readonly next_attempt_at: number | null;
  readonly owner: string | null;
  readonly lease_until: number | null;
}

export interface CollectionHoursTable {
  readonly repository_id: string;
  readonly hour: number;
  readonly kind: string;
  readonly value: string;
  readonly count: number;
}

export interface ForgePipelinesTable {
  readonly id: string;
  readonly organization_id: string;
  readonly repository_id: string;
  readonly host: string;
  readonly name: string;
  readonly last_at: number;
}

export interface WatchedOwnersTable {
  readonly id: string;
  readonly organization_id: string;
  readonly attempts: number;
  readonly next_attempt_at: number | null;
  readonly owner: string | null;
  readonly lease_until: number | null;
}

export interface ForgeRunsTable {
  readonly execution_id: string;
  readonly repository_id: string;
  readonly pipeline_id: string;
  readonly run: string;
  readonly settled: number;
  readonly stages: string;
  readonly state: string;
  readonly stages_at: number;
  readonly tests_read: number;
  readonly on_demand: string | null;
}

export interface WriteBacksTable {
  readonly id: string;
  readonly execution_id: string;
  readonly repository_id: string;
  readonly kind: string;
  readonly subject: string;
  readonly state: string;
  readonly problem: string | null;
  readonly mend: string | null;
  readonly remote_id: string | null;
  readonly told: string | null;
  readonly told_as: string | null;
  readonly told_at: number | null;
  readonly revision: number;
  readonly attempts: number;
  readonly next_attempt_at: number | null;
  readonly owner: string | null;
  readonly lease_until: number | null;
}

export interface MadeOnHostsTable {
  readonly connection_id: string;
  readonly repository_id: string | null;
  readonly owner: string | null;
  readonly pipeline_id: string | null;
  readonly kind: string;
  readonly environment: string;
  readonly host_id: string;
  readonly name: string;
  readonly created_at: number;
}

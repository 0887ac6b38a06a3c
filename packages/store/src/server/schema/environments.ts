export interface EnvironmentsTable {
  readonly id: string;
  readonly organization_id: string;
  readonly repository_id: string;
  readonly name: string;
  readonly url: string | null;
  readonly rules: string;
  readonly current_deployment_id: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface EnvironmentSettingsTable {
  readonly organization_id: string;
  readonly create_on_first_use: number;
}

export interface TurnClaimsTable {
  readonly request: string;
  readonly turn_group: string;
  readonly execution_id: string;
  readonly owner: string;
  readonly group_limit: number;
  readonly priority: number;
  readonly asked_at: number;
  readonly held: number;
  readonly superseded: number;
  readonly lease_until: number;
}

export interface DeploymentsTable {
  readonly id: string;
  readonly organization_id: string;
  readonly environment_id: string;
  readonly execution_id: string;
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
  readonly commit_id: string;
  readonly version: string | null;
  readonly url: string | null;
  readonly outcome: string | null;
  readonly rolled_back: number;
  readonly rollback_reason: string | null;
  readonly rollback_to: string | null;
  readonly previous_id: string | null;
  readonly started_at: number;
  readonly finished_at: number | null;
}

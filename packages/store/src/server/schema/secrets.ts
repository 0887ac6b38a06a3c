export interface OrganizationKeysTable {
  readonly id: string;
  readonly organization_id: string;
  readonly master_key_id: string;
  readonly wrapped: string;
  readonly created_at: number;
  readonly retired_at: number | null;
}

export interface SecretsTable {
  readonly id: string;
  readonly organization_id: string;
  readonly scope: string;
  readonly scope_id: string;
  readonly name: string;
  readonly key_id: string;
  readonly sealed: string;
  readonly rules: string;
  readonly updated_by: string;
  readonly created_at: number;
  readonly updated_at: number;
  readonly last_used_at: number | null;
}

export interface GivenSecretsTable {
  readonly execution_id: string;
  readonly organization_id: string;
  readonly key_id: string;
  readonly sealed: string;
  readonly created_at: number;
}

export interface VariablesTable {
  readonly id: string;
  readonly organization_id: string;
  readonly scope: string;
  readonly scope_id: string;
  readonly name: string;
  readonly value: string;
  readonly updated_by: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface AuditLogTable {
  readonly id: string;
  readonly organization_id: string | null;
  readonly at: number;
  readonly actor: string;
  readonly actor_id: string;
  readonly actor_user_id: string | null;
  readonly operation: string;
  readonly target: string | null;
  readonly target_id: string | null;
  readonly outcome: string;
  readonly detail: string;
}

export interface IdempotencyKeysTable {
  readonly principal: string;
  readonly key: string;
  readonly operation: string;
  readonly fingerprint: string;
  readonly answer: string | null;
  readonly created_at: number;
  readonly lease_until: number;
}

export interface OrganizationLimitsTable {
  readonly organization_id: string;
  readonly settings: string;
  readonly updated_at: number;
}

export interface AnalyticsRatesTable {
  readonly organization_id: string;
  readonly currency: string;
  readonly execution: number;
  readonly stage: number;
  readonly updated_at: number;
}

export interface RetentionTurnsTable {
  readonly id: string;
  readonly next_attempt_at: number | null;
  readonly owner: string | null;
  readonly lease_until: number | null;
}

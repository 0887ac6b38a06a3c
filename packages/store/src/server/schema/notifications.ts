export interface ChannelsTable {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly kind: string;
  readonly target: string;
  readonly key_id: string;
  readonly sealed: string;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface NotificationsTable {
  readonly id: string;
  readonly execution_id: string;
  readonly position: number;
  readonly event: string;
  readonly channel: string;
  readonly state: string;
  readonly problem: string | null;
  readonly mend: string | null;
  readonly sent_at: number | null;
  readonly attempts: number;
  readonly next_attempt_at: number | null;
  readonly owner: string | null;
  readonly lease_until: number | null;
}

export interface WebhooksTable {
  readonly id: string;
  readonly organization_id: string;
  readonly repository_id: string | null;
  readonly connection_id: string | null;
  readonly kind: string;
  readonly key_id: string;
  readonly sealed_secret: string;
  readonly enabled: number;
  readonly remote_id: string | null;
  readonly remote_owner: string | null;
  readonly refused_at: number | null;
  readonly refused_why: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface WebhookDeliveriesTable {
  readonly id: string;
  readonly webhook_id: string;
  readonly repository_id: string | null;
  readonly delivery_id: string;
  readonly event: string;
  readonly headers: string;
  readonly body: string;
  readonly body_digest: string;
  readonly redelivery_of: string | null;
  readonly requested_by: string | null;
  readonly received_at: number;
  readonly state: string;
  readonly attempts: number;
  readonly result: string | null;
  readonly next_attempt_at: number | null;
  readonly owner: string | null;
  readonly lease_until: number | null;
}

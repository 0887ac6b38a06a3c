import type { ReadSchema } from "../database/read-schema.ts";

/** The server's tables as the query builder knows them: what `migrations/` says, this says. JSON columns hold text. */
export interface ServerSchema {
  readonly server_facts: { readonly name: string; readonly value: string };
  readonly repositories: RepositoriesTable;
  readonly pipelines: PipelinesTable;
  readonly pipeline_versions: PipelineVersionsTable;
  readonly execution_links: ExecutionLinksTable;
  readonly given_secrets: GivenSecretsTable;
  readonly organization_keys: OrganizationKeysTable;
  readonly secrets: SecretsTable;
  readonly variables: VariablesTable;
  readonly environments: EnvironmentsTable;
  readonly turn_claims: TurnClaimsTable;
  readonly environment_settings: EnvironmentSettingsTable;
  readonly teams: TeamsTable;
  readonly team_members: TeamMembersTable;
  readonly deployments: DeploymentsTable;
  readonly approvals: ApprovalsTable;
  readonly approval_words: ApprovalWordsTable;
  readonly control_wishes: ControlWishesTable;
  readonly schedules: SchedulesTable;
  readonly schedule_sources: ScheduleSourcesTable;
  readonly webhooks: WebhooksTable;
  readonly webhook_deliveries: WebhookDeliveriesTable;
  readonly templates: TemplatesTable;
  readonly tokens: TokensTable;
  readonly invitations: InvitationsTable;
  readonly role_limits: RoleLimitsTable;
  readonly audit_log: AuditLogTable;
  readonly audit_retention: { readonly before_at: number };
  readonly idempotency_keys: IdempotencyKeysTable;
  readonly sign_in_attempts: { readonly account: string; readonly count: number; readonly since: number };
  readonly organization_limits: OrganizationLimitsTable;
  readonly retention_turns: RetentionTurnsTable;
  readonly analytics_rates: AnalyticsRatesTable;
  readonly connections: ConnectionsTable;
  readonly forge_repositories: ForgeRepositoriesTable;
  readonly forge_runs: ForgeRunsTable;
  readonly forge_requests: { readonly connection_id: string; readonly minute: number; readonly count: number };
  readonly removed_logs: { readonly execution_id: string };
  /** Projections of events, written by the journal. */
  readonly executions: ExecutionsTable;
  readonly execution_records: ExecutionRecordsTable;
  readonly stage_executions: StageExecutionsTable;
  readonly artifacts: ArtifactsTable;
  readonly cache_entries: CacheEntriesTable;
  readonly reusable_results: { readonly execution_id: string; readonly instance: string };
  readonly test_results: TestResultsTable;
  /** better-auth's. */
  readonly user: UserTable;
  readonly organization: OrganizationTable;
  readonly member: MemberTable;
  readonly session: SessionTable;
}

export interface RepositoriesTable {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly description: string;
  readonly location: string;
  readonly default_branch: string;
  readonly connection_id: string | null;
  readonly rules: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface PipelinesTable {
  readonly id: string;
  readonly organization_id: string;
  readonly repository_id: string;
  readonly name: string;
  readonly description: string;
  readonly source: string;
  readonly path: string | null;
  readonly channel: string;
  readonly active: number;
  readonly version: number;
  readonly settings: string;
  readonly archived_at: number | null;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface PipelineVersionsTable {
  readonly pipeline_id: string;
  readonly version: number;
  readonly text: string;
  readonly digest: string | null;
  readonly commit_id: string | null;
  readonly message: string;
  readonly created_by: string;
  readonly created_at: number;
}

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

export interface GivenSecretsTable {
  readonly execution_id: string;
  readonly organization_id: string;
  readonly key_id: string;
  readonly sealed: string;
  readonly created_at: number;
}

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

export interface EnvironmentSettingsTable {
  readonly organization_id: string;
  readonly create_on_first_use: number;
}

export interface TeamsTable {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly created_at: number;
}

export interface TeamMembersTable {
  readonly team_id: string;
  readonly user_id: string;
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

export interface ControlWishesTable {
  readonly execution_id: string;
  readonly kind: string;
  readonly actor: string;
  readonly force: number;
  readonly asked_at: number;
}

export interface SchedulesTable {
  readonly id: string;
  readonly organization_id: string;
  readonly pipeline_id: string;
  readonly cron: string;
  readonly timezone: string;
  readonly branch: string;
  readonly parameters: string;
  readonly origin: string;
  readonly responsible: string | null;
  readonly enabled: number;
  readonly last_run_at: number | null;
  readonly last_execution_id: string | null;
  readonly due_at: number | null;
  readonly last_due_at: number | null;
  readonly attempts: number;
  readonly note: string | null;
  readonly problem: string | null;
  readonly next_attempt_at: number | null;
  readonly owner: string | null;
  readonly lease_until: number | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface ScheduleSourcesTable {
  readonly pipeline_id: string;
  readonly version: number;
  readonly synced_at: number;
}

export interface WebhooksTable {
  readonly id: string;
  readonly organization_id: string;
  readonly repository_id: string;
  readonly kind: string;
  readonly key_id: string;
  readonly sealed_secret: string;
  readonly enabled: number;
  readonly refused_at: number | null;
  readonly refused_why: string | null;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface WebhookDeliveriesTable {
  readonly id: string;
  readonly webhook_id: string;
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

export interface TemplatesTable {
  readonly id: string;
  readonly organization_id: string;
  readonly name: string;
  readonly category: string;
  readonly description: string;
  readonly text: string;
  readonly shared: number;
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface TokensTable {
  readonly id: string;
  readonly organization_id: string;
  readonly user_id: string;
  readonly name: string;
  readonly prefix: string;
  readonly hash: string;
  readonly scopes: string;
  readonly repositories: string | null;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  readonly revoked_at: number | null;
}

export interface InvitationsTable {
  readonly id: string;
  readonly organization_id: string;
  readonly email: string;
  readonly role: string;
  readonly code_hash: string;
  readonly invited_by: string;
  readonly created_at: number;
  readonly expires_at: number;
}

export interface RoleLimitsTable {
  readonly organization_id: string;
  readonly user_id: string;
  readonly scope: string;
  readonly scope_id: string;
  readonly role: string;
}

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
  readonly created_by: string;
  readonly created_at: number;
  readonly updated_at: number;
}

export interface ForgeRepositoriesTable {
  readonly id: string;
  readonly connection_id: string;
  readonly forge_owner: string;
  readonly forge_name: string;
  readonly forge_id: string;
  readonly history_page: string | null;
  readonly history_from: number | null;
  readonly runs_there: number | null;
  readonly read_at: number | null;
  readonly active_at: number | null;
  readonly unfinished: number;
  readonly attempts: number;
  readonly problem: string | null;
  readonly next_attempt_at: number | null;
  readonly owner: string | null;
  readonly lease_until: number | null;
}

export interface ForgeRunsTable {
  readonly execution_id: string;
  readonly repository_id: string;
  readonly run: string;
  readonly settled: number;
  readonly stages: string;
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

export interface UserTable {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  /** A time in the database's own form; to be compared only. */
  readonly createdAt: unknown;
}

export interface OrganizationTable {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}

export interface MemberTable {
  readonly id: string;
  readonly organizationId: string;
  readonly userId: string;
  readonly role: string;
}

export interface SessionTable {
  readonly id: string;
  readonly userId: string;
  /** A hash of what the cookie holds. */
  readonly token: string;
  /** As are other times of better-auth's, ISO 8601 in SQLite. */
  readonly expiresAt: string | Date;
  readonly updatedAt: string | Date;
}

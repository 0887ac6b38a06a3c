import type {
  PipelinesTable,
  PipelineVersionsTable,
  RepositoriesTable,
  ScheduleSourcesTable,
  SchedulesTable,
  TemplatesTable,
} from "./schema/definitions.ts";
import type {
  DeploymentsTable,
  EnvironmentSettingsTable,
  EnvironmentsTable,
  TurnClaimsTable,
} from "./schema/environments.ts";
import type {
  ApprovalsTable,
  ApprovalWordsTable,
  ArtifactsTable,
  CacheEntriesTable,
  ControlWishesTable,
  ExecutionLinksTable,
  ExecutionRecordsTable,
  ExecutionsTable,
  StageExecutionsTable,
  TestResultsTable,
} from "./schema/executions.ts";
import type {
  CollectionHoursTable,
  ConnectionsTable,
  ForgePipelinesTable,
  ForgeRepositoriesTable,
  ForgeRequestsTable,
  ForgeRunsTable,
  MadeOnHostsTable,
  WatchedOwnersTable,
  WriteBacksTable,
} from "./schema/forges.ts";
import type { ChannelsTable, NotificationsTable } from "./schema/notifications.ts";
import type {
  InvitationsTable,
  MemberTable,
  OrganizationTable,
  RoleLimitsTable,
  SessionTable,
  TeamMembersTable,
  TeamsTable,
  TokensTable,
  UserTable,
} from "./schema/people.ts";
import type { GivenSecretsTable, OrganizationKeysTable, SecretsTable, VariablesTable } from "./schema/secrets.ts";
import type {
  AnalyticsRatesTable,
  AuditLogTable,
  IdempotencyKeysTable,
  OrganizationLimitsTable,
  RetentionTurnsTable,
} from "./schema/upkeep.ts";
import type { WebhookDeliveriesTable, WebhooksTable } from "./schema/webhooks.ts";

/** The server's tables as the query builder knows them: what `migrations/` says, this says. JSON columns hold text. */
export interface ServerSchema {
  readonly server_facts: { readonly name: string; readonly value: string };
  readonly repositories: RepositoriesTable;
  readonly pipelines: PipelinesTable;
  readonly pipeline_versions: PipelineVersionsTable;
  readonly execution_links: ExecutionLinksTable;
  readonly execution_numbers: { readonly key: string; readonly last_number: number };
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
  readonly channels: ChannelsTable;
  readonly notifications: NotificationsTable;
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
  readonly watched_owners: WatchedOwnersTable;
  readonly collection_hours: CollectionHoursTable;
  readonly forge_pipelines: ForgePipelinesTable;
  readonly forge_runs: ForgeRunsTable;
  readonly made_on_hosts: MadeOnHostsTable;
  readonly write_backs: WriteBacksTable;
  readonly forge_requests: ForgeRequestsTable;
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

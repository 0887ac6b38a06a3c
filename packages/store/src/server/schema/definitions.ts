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
  readonly generated: string | null;
  readonly created_by: string;
  readonly created_at: number;
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

/** The columns that the query builder reads. Kept beside the migrations: what they say of these tables, this says. */
export interface ReadSchema {
  readonly executions: {
    readonly id: string;
    readonly pipeline: string;
    readonly number: number;
    readonly digest: string;
    readonly event: string;
    readonly branch: string;
    readonly commit_id: string;
    readonly workspace: string;
    readonly status: string;
    readonly outcome: string | null;
    readonly exit_code: number | null;
    readonly cancel_reason: string | null;
    readonly rerun_of: string | null;
    readonly created_at: number;
    readonly started_at: number | null;
    readonly finished_at: number | null;
    readonly duration_ms: number | null;
    readonly last_seq: number;
  };
}

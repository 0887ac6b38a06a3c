import type { ExecutionPlan, PlannedInstance } from "@headrace/execution";
import type { ExecutionsTable, ServerTables, StageExecutionsTable } from "@headrace/store/server";
import { type SqlBool, sql } from "kysely";
import type { z } from "zod";
import type { Principal } from "../access/principal.ts";
import { visibleTo } from "../access/visible-to.ts";
import type { App } from "../app.ts";
import { type Position, positionOf } from "../paging/page.ts";
import { notFound } from "../problems/problem.ts";
import { type LinkDetail, type LinkRow, linkColumns, linkOf } from "../runs/links.ts";
import { timeOf } from "../values/fields.ts";
import { actor, type Execution, type executionWithStages, type StageExecution, stageExecution } from "./execution.ts";
import { phaseOfOutcome } from "./phase.ts";

export interface ExecutionFilter {
  readonly pipeline?: string | undefined;
  readonly repository?: string | undefined;
  readonly branch?: string | undefined;
  readonly state?: string | undefined;
  readonly outcome?: string | undefined;
  readonly awaitsApproval?: boolean | undefined;
}

export interface ListOptions {
  readonly filter: ExecutionFilter;
  readonly limit: number;
  readonly cursor?: string | undefined;
  /** Leaves out what is hidden from this person; for one pipeline that is asked before. */
  readonly principal?: Principal | null;
}

/** A row of `execution_links` with what its events came to. */
export type ExecutionRow = LinkRow &
  Pick<ExecutionsTable, (typeof executionColumns)[number]> & { readonly awaits_approval: SqlBool };

/** No more than is shown: a list reads 50 times as many values. */
const executionColumns = [
  "pipeline",
  "number",
  "event",
  "branch",
  "commit_id",
  "outcome",
  "exit_code",
  "cancel_reason",
  "rerun_of",
  "started_at",
  "finished_at",
  "duration_ms",
  "last_seq",
] as const;

/** Of an organization, newest first; one more than `limit` when there are more. */
export async function listExecutions(
  tables: ServerTables,
  organizationId: string,
  { filter, limit, cursor, principal }: ListOptions,
): Promise<readonly ExecutionRow[]> {
  let select = selectExecutions(tables)
    .where("execution_links.organization_id", "=", organizationId)
    .orderBy("execution_links.created_at", "desc")
    .orderBy("execution_links.execution_id", "desc")
    .limit(limit + 1);
  const { pipeline, repository, branch, state, outcome, awaitsApproval } = filter;
  if (pipeline !== undefined) select = select.where("execution_links.pipeline_id", "=", pipeline);
  if (repository !== undefined) select = select.where("execution_links.repository_id", "=", repository);
  if (state !== undefined) select = select.where("execution_links.state", "=", state);
  if (branch !== undefined) select = select.where("executions.branch", "=", branch);
  if (outcome !== undefined) select = select.where("executions.outcome", "=", outcome);
  if (awaitsApproval !== undefined) {
    select = select.where(({ exists, not }) =>
      awaitsApproval ? exists(waitingApprovals(tables)) : not(exists(waitingApprovals(tables))),
    );
  }
  if (principal !== undefined) {
    select = select.where(visibleTo(principal, ["execution_links.repository_id", "execution_links.pipeline_id"]));
  }
  if (cursor !== undefined) {
    const { at, id } = positionOf(cursor);
    select = select.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("execution_links.created_at", "execution_links.execution_id"), "<", tuple(at, id)),
    );
  }
  return await select.execute();
}

function selectExecutions(tables: ServerTables) {
  return tables
    .selectFrom("execution_links")
    .innerJoin("executions", "executions.id", "execution_links.execution_id")
    .select(linkColumns.map((column) => `execution_links.${column}` as const))
    .select(executionColumns.map((column) => `executions.${column}` as const))
    .select(({ exists }) => exists(waitingApprovals(tables)).as("awaits_approval"));
}

/** An approval of one that has ended is settled with it, so the state alone tells. */
function waitingApprovals(tables: ServerTables) {
  return tables
    .selectFrom("approvals")
    .select("approvals.id")
    .where("approvals.execution_id", "=", sql.ref<string>("execution_links.execution_id"))
    .where("approvals.state", "=", "waiting");
}

export function positionOfExecution(row: ExecutionRow): Position {
  return { at: row.created_at, id: row.execution_id };
}

export function executionOf(app: Pick<App, "runs">, row: ExecutionRow): Execution {
  const link = linkOf(row);
  const { detail } = link;
  const cancelledBy = detail.cancelledBy === undefined ? undefined : actor.safeParse(detail.cancelledBy).data;
  return {
    id: link.executionId,
    number: row.number,
    pipeline: {
      ...(link.pipelineId === undefined ? {} : { id: link.pipelineId }),
      name: row.pipeline,
      ...(link.pipelineVersion === undefined ? {} : { version: link.pipelineVersion }),
    },
    repositoryId: link.repositoryId,
    state: link.state,
    phase: row.outcome === null ? (app.runs.phase(link.executionId) ?? "PLANNED") : phaseOfOutcome(row.outcome),
    ...(isOutcome(row.outcome) ? { outcome: row.outcome } : {}),
    awaitsApproval: Boolean(row.awaits_approval),
    ...(row.exit_code === null ? {} : { exitCode: row.exit_code }),
    event: row.event,
    branch: row.branch,
    commit: row.commit_id,
    trust: link.trust,
    triggeredBy: link.actor,
    ...(cancelledBy === undefined ? {} : { cancelledBy }),
    ...(row.cancel_reason === null ? {} : { cancelReason: row.cancel_reason }),
    ...(detail.refused === undefined ? {} : { message: detail.refused }),
    ...(row.rerun_of === null ? {} : { rerunOf: row.rerun_of }),
    ...(detail.upstream === undefined ? {} : { upstream: detail.upstream }),
    ...(detail.from === undefined ? {} : { detail: detail.from }),
    ...(detail.rollback === undefined ? {} : { rollback: detail.rollback }),
    ...rolledBackOf(detail),
    createdAt: timeOf(row.created_at),
    ...optionalTime("startedAt", row.started_at),
    ...optionalTime("finishedAt", row.finished_at),
    ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
    lastSeq: row.last_seq,
  };
}

/** Throws `not-found`. */
export async function readExecution(app: App, executionId: string): Promise<z.input<typeof executionWithStages>> {
  const { tables } = app;
  const [row, record, stages] = await Promise.all([
    selectExecutions(tables).where("execution_links.execution_id", "=", executionId).executeTakeFirst(),
    tables
      .selectFrom("execution_records")
      .select(["plan", "source_path"])
      .where("id", "=", executionId)
      .executeTakeFirst(),
    tables.selectFrom("stage_executions").selectAll().where("execution_id", "=", executionId).execute(),
  ]);
  if (row === undefined || record === undefined) throw notFound("execution", executionId);
  const plan: ExecutionPlan = JSON.parse(record.plan);
  return {
    ...executionOf(app, row),
    stages: stagesOf(plan, stages),
    parameters: plan.parameters,
    definition: { path: record.source_path, digest: plan.digest },
  };
}

function rolledBackOf({ rolledBack }: LinkDetail) {
  if (rolledBack === undefined) return { rolledBack: false };
  const { complete, reason, previousExecutionId, by } = rolledBack;
  return {
    rolledBack: true,
    rollbackReason: reason,
    rollbackComplete: complete,
    ...(by === undefined ? {} : { rolledBackBy: by }),
    ...(previousExecutionId === undefined ? {} : { previousExecutionId }),
  };
}

function stagesOf(plan: ExecutionPlan, rows: readonly StageExecutionsTable[]): StageExecution[] {
  const definitions = new Map(plan.pipeline.stages.map((stage) => [stage.id, stage]));
  const byStage = Map.groupBy(rows, (row) => row.stage);
  return plan.stages.flatMap((planned): StageExecution[] => {
    const definition = definitions.get(planned.id);
    const facts = {
      stage: planned.id,
      name: definition?.name ?? planned.id,
      category: definition?.category ?? "custom",
      ...(definition?.group === undefined ? {} : { group: definition.group }),
      needs: planned.needs.flatMap((index) => plan.stages[index]?.id ?? []),
    };
    const found = byStage.get(planned.id) ?? [];
    const known = new Set(found.map((row) => row.instance));
    // What has not come to anything yet has no row; a matrix that waits for its needs has no instances either.
    const instances: readonly PlannedInstance[] =
      planned.instances ?? (found.length === 0 ? [{ instance: planned.id }] : []);
    const pending = instances.filter(({ instance }) => !known.has(instance));
    return [
      ...found.map((row) => ({ ...facts, ...stageOf(row) })),
      ...pending.map(({ instance, matrix }) => ({
        ...facts,
        instance,
        ...(matrix === undefined ? {} : { matrix: { ...matrix } }),
        status: "pending" as const,
        attempt: 0,
        allowed: false,
        reused: false,
      })),
    ];
  });
}

const stored = stageExecution.pick({ status: true, outcome: true });

function stageOf(row: StageExecutionsTable) {
  return {
    instance: row.instance,
    ...(row.matrix === null ? {} : { matrix: JSON.parse(row.matrix) }),
    ...stored.parse({ status: row.status, outcome: row.outcome ?? undefined }),
    attempt: row.attempt,
    ...(row.exit_code === null ? {} : { exitCode: row.exit_code }),
    allowed: row.allowed === 1,
    reused: row.reused === 1,
    ...(row.environment === null ? {} : { environment: row.environment }),
    ...(row.message === null ? {} : { message: row.message }),
    ...optionalTime("queuedAt", row.queued_at),
    ...optionalTime("startedAt", row.started_at),
    ...optionalTime("finishedAt", row.finished_at),
    ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
  };
}

function optionalTime<Name extends string>(name: Name, at: number | null): { [Key in Name]?: string } {
  const time: { [Key in Name]?: string } = {};
  return at === null ? time : Object.assign(time, { [name]: timeOf(at) });
}

function isOutcome(text: string | null): text is NonNullable<Execution["outcome"]> {
  return text === "success" || text === "failed" || text === "timedOut" || text === "cancelled";
}

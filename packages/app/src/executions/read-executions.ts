import type { ExecutionPlan, PlannedInstance } from "@headrace/execution";
import {
  type ExecutionsTable,
  keptQuery,
  type Parameters,
  parametersOf,
  type QueryValues,
  type ServerTables,
  type StageExecutionsTable,
} from "@headrace/store/server";
import { type SqlBool, sql } from "kysely";
import type { z } from "zod";
import type { Principal } from "../access/principal.ts";
import { visibleTo, visibleToPerson } from "../access/visible-to.ts";
import type { App } from "../app.ts";
import { type Position, pageFrom, pageInput, positionOf } from "../paging/page.ts";
import { notFound } from "../problems/problem.ts";
import { type LinkRow, linkColumns, linkOf } from "../runs/links.ts";
import { timeOf } from "../values/fields.ts";
import { awaitsApproval, awaitsDeployer } from "./awaits.ts";
import { actor, type Execution, type executionWithStages, type StageExecution, stageExecution } from "./execution.ts";
import { type Phase, phaseOfOutcome } from "./phase.ts";
import { phasesElsewhere } from "./phases-elsewhere.ts";

export interface ExecutionFilter {
  readonly pipeline?: string | undefined;
  /** One of a host of code. */
  readonly hostPipeline?: string | undefined;
  readonly repository?: string | undefined;
  readonly branch?: string | undefined;
  readonly state?: string | undefined;
  readonly outcome?: string | undefined;
  /** Only what the asker started. */
  readonly mine?: boolean | undefined;
  readonly awaitsApproval?: boolean | undefined;
  readonly awaitsDeployer?: boolean | undefined;
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
  Pick<ExecutionsTable, (typeof executionColumns)[number]> & {
    readonly awaits_approval: SqlBool;
    readonly awaits_deployer: SqlBool;
  };

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
  const { at: before, id: beforeId } = cursor === undefined ? {} : positionOf(cursor);
  const { mine = false, awaitsApproval, awaitsDeployer, ...others } = filter;
  const awaiting = {
    ...given(awaitsApproval, { yes: "approval", no: "noApproval" }),
    ...given(awaitsDeployer, { yes: "deployer", no: "noDeployer" }),
  };
  const unusual = limit === usualLimit ? {} : { limit: limit + 1 };
  const starter = mine ? starterOf(principal) : {};
  const values = { ...others, ...awaiting, ...starter, ...unusual, organizationId, before, beforeId };
  if (principal === undefined) return await selectList(tables, values);
  if (principal !== null && (principal.kind === "user" || principal.repositories === undefined)) {
    return await selectList(tables, { ...values, userId: principal.userId });
  }
  return await buildList(tables, parametersOf(values)).where(visibleTo(principal, placeColumns)).execute();
}

/** How the JSON of an actor names a person, and the person behind a token: whatever a name holds, its quotes are escaped. */
function starterOf(principal: Principal | null | undefined): Pick<ListValues, "person" | "tokenOf"> {
  const userId = JSON.stringify(principal?.userId ?? "");
  return { person: `%"kind":"user","id":${userId}%`, tokenOf: `%"userId":${userId}%` };
}

/** A statement is made by which values are given, so what is asked by yes or no is one of two of them. */
function given<Yes extends string, No extends string>(
  asked: boolean | undefined,
  names: { readonly yes: Yes; readonly no: No },
): { readonly [Name in Yes | No]?: 1 } {
  const values: { [Name in Yes | No]?: 1 } = {};
  return asked === undefined ? values : Object.assign(values, { [asked ? names.yes : names.no]: 1 });
}

interface ListValues extends QueryValues, Omit<ExecutionFilter, "mine" | "awaitsApproval" | "awaitsDeployer"> {
  readonly organizationId: string;
  /** Of rows; absent for those of a usual page. */
  readonly limit?: number;
  readonly before?: number | undefined;
  readonly beforeId?: string | undefined;
  /** Leaves out what is hidden from this person. */
  readonly userId?: string;
  /** Only what somebody started, by the patterns of who it was. */
  readonly person?: string;
  readonly tokenOf?: string;
  readonly approval?: 1;
  readonly noApproval?: 1;
  readonly deployer?: 1;
  readonly noDeployer?: 1;
}

/** Stands in the query itself: PostgreSQL plans anew each time where it has to guess how many rows are wanted. */
const usualLimit = pageInput.limit.def.defaultValue;

const placeColumns = ["execution_links.repository_id", "execution_links.pipeline_id"] as const;

const selectList = keptQuery(buildList);

function buildList(tables: ServerTables, { of, has }: Parameters<ListValues>) {
  let select = selectExecutions(tables)
    .where("execution_links.organization_id", "=", of("organizationId"))
    .orderBy("execution_links.created_at", "desc")
    .orderBy("execution_links.execution_id", "desc")
    .limit(has("limit") ? of("limit") : sql.lit(usualLimit + 1));
  if (has("pipeline")) select = select.where("execution_links.pipeline_id", "=", of("pipeline"));
  if (has("hostPipeline")) {
    select = select.where("execution_links.execution_id", "in", ({ selectFrom }) =>
      selectFrom("forge_runs").select("execution_id").where("pipeline_id", "=", of("hostPipeline")),
    );
  }
  if (has("repository")) select = select.where("execution_links.repository_id", "=", of("repository"));
  if (has("state")) select = select.where("execution_links.state", "=", of("state"));
  if (has("branch")) select = select.where("executions.branch", "=", of("branch"));
  if (has("outcome")) select = select.where("executions.outcome", "=", of("outcome"));
  if (has("person")) {
    select = select.where(({ eb, or }) =>
      or([
        eb("execution_links.triggered_by", "like", of("person")),
        eb("execution_links.triggered_by", "like", of("tokenOf")),
      ]),
    );
  }
  if (has("approval")) select = select.where(awaitsApproval());
  if (has("noApproval")) select = select.where(({ not }) => not(awaitsApproval()));
  if (has("deployer")) select = select.where(awaitsDeployer());
  if (has("noDeployer")) select = select.where(({ not }) => not(awaitsDeployer()));
  if (has("userId")) select = select.where(visibleToPerson(of("userId"), placeColumns));
  if (has("before")) {
    select = select.where(({ eb, refTuple, tuple }) =>
      eb(
        refTuple("execution_links.created_at", "execution_links.execution_id"),
        "<",
        tuple(of("before"), of("beforeId")),
      ),
    );
  }
  return select;
}

function selectExecutions(tables: ServerTables) {
  return tables
    .selectFrom("execution_links")
    .innerJoin("executions", "executions.id", "execution_links.execution_id")
    .select(linkColumns.map((column) => `execution_links.${column}` as const))
    .select(executionColumns.map((column) => `executions.${column}` as const))
    .select([awaitsApproval().as("awaits_approval"), awaitsDeployer().as("awaits_deployer")]);
}

/** One page of those that were asked for. */
export async function executionsPage(
  app: Pick<App, "runs" | "tables">,
  rows: readonly ExecutionRow[],
  limit: number,
): Promise<{ items: Execution[]; nextCursor?: string }> {
  const phaseOf = await phasesOf(app, rows);
  return pageFrom(rows, limit, { item: (row) => executionOf(row, phaseOf(row)), position: positionOfExecution });
}

async function phasesOf(
  app: Pick<App, "runs" | "tables">,
  rows: readonly ExecutionRow[],
): Promise<(row: ExecutionRow) => Phase> {
  const elsewhere = await phasesElsewhere(app, rows);
  return ({ execution_id: id, outcome }) =>
    outcome === null ? (app.runs.phase(id) ?? elsewhere.get(id) ?? "PLANNED") : phaseOfOutcome(outcome);
}

function positionOfExecution(row: ExecutionRow): Position {
  return { at: row.created_at, id: row.execution_id };
}

/** What has no value is `undefined` rather than left out: objects of one shape are made and written several times as fast. */
function executionOf(row: ExecutionRow, phase: Phase): Execution {
  const link = linkOf(row);
  const { detail } = link;
  const { rolledBack } = detail;
  return {
    id: link.executionId,
    number: row.number,
    pipeline: { id: link.pipelineId, name: row.pipeline, version: link.pipelineVersion },
    repositoryId: link.repositoryId,
    state: link.state,
    phase,
    outcome: isOutcome(row.outcome) ? row.outcome : undefined,
    awaitsApproval: Boolean(row.awaits_approval),
    awaitsDeployer: Boolean(row.awaits_deployer),
    exitCode: row.exit_code ?? undefined,
    event: row.event,
    branch: row.branch,
    commit: row.commit_id,
    trust: link.trust,
    triggeredBy: link.actor,
    cancelledBy: detail.cancelledBy === undefined ? undefined : actor.safeParse(detail.cancelledBy).data,
    cancelReason: row.cancel_reason ?? undefined,
    message: detail.refused,
    rerunOf: row.rerun_of ?? undefined,
    upstream: detail.upstream,
    remote: detail.remote,
    detail: detail.from,
    rollback: detail.rollback,
    rolledBack: rolledBack !== undefined,
    rollbackReason: rolledBack?.reason,
    rollbackComplete: rolledBack?.complete,
    rolledBackBy: rolledBack?.by,
    previousExecutionId: rolledBack?.previousExecutionId,
    createdAt: timeOf(row.created_at),
    startedAt: optionalTimeOf(row.started_at),
    finishedAt: optionalTimeOf(row.finished_at),
    durationMs: row.duration_ms ?? undefined,
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
    ...executionOf(row, (await phasesOf(app, [row]))(row)),
    stages: stagesOf(plan, stages),
    parameters: plan.parameters,
    definition: { path: record.source_path, digest: plan.digest },
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
    queuedAt: optionalTimeOf(row.queued_at),
    startedAt: optionalTimeOf(row.started_at),
    finishedAt: optionalTimeOf(row.finished_at),
    ...(row.duration_ms === null ? {} : { durationMs: row.duration_ms }),
    ranMs: row.ran_ms,
  };
}

function optionalTimeOf(at: number | null): string | undefined {
  return at === null ? undefined : timeOf(at);
}

function isOutcome(text: string | null): text is NonNullable<Execution["outcome"]> {
  return text === "success" || text === "failed" || text === "timedOut" || text === "cancelled" || text === "unknown";
}

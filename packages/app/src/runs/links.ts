import { forgeKinds } from "@headrace/forges";
import {
  type ExecutionLinksTable,
  keptQuery,
  type Parameters,
  type QueryValues,
  type ServerTables,
} from "@headrace/store/server";
import { sql } from "kysely";
import { z } from "zod";
import { actorFrom, keptActor } from "../access/kept-actor.ts";
import type { Actor } from "../access/principal.ts";
import type { RunLink, Trust } from "./runs.ts";
import type { Candidate } from "./turns/admission.ts";

/** What the server keeps of an execution beside its events. */
export interface Link extends RunLink {
  readonly pipelineVersion?: number;
  /** What kind of event started it. */
  readonly trigger: string;
  readonly state: LinkState;
  readonly priority: number;
  readonly createdAt: number;
  readonly detail: LinkDetail;
}

/** Of `queued` to `running`, and of either to `ended`. */
export type LinkState = "queued" | "running" | "ended";

const linkDetail = z.object({
  concurrency: z.object({ group: z.string(), limit: z.number(), cancelInProgress: z.boolean() }).optional(),
  /** Parameters of type secret that were given, whose values are kept sealed until its end. */
  givenSecrets: z.array(z.string()).optional(),
  /** The pipelines that led to this execution by chaining, this one's last. */
  chain: z.array(z.string()).optional(),
  upstream: z.string().optional(),
  /** Of one that ran on a host of code. */
  remote: z.object({ host: z.enum(forgeKinds), run: z.string(), url: z.string(), state: z.string() }).optional(),
  /** The person who answers for it where no person started it. */
  onBehalfOf: keptActor.optional(),
  /** Why it was ended without having been started. */
  refused: z.string().optional(),
  cancelledBy: z.unknown().optional(),
  /** What it brings back, where it was started to go back to an earlier deployment. */
  rollback: z
    .object({
      environmentId: z.string(),
      environment: z.string(),
      deploymentId: z.string(),
      /** Of that deployment. */
      executionId: z.string(),
      reason: z.string(),
    })
    .optional(),
  /** What it deployed was taken back: by its own steps, or `by` an execution that brought back an earlier one's. */
  rolledBack: z
    .object({
      /** False where the steps failed. */
      complete: z.boolean(),
      reason: z.string(),
      previousExecutionId: z.string().optional(),
      by: z.string().optional(),
    })
    .optional(),
  /** Of a stranger's pull request: the repository in which the host is told of its commit. */
  toldIn: z.object({ owner: z.string(), name: z.string() }).optional(),
  /** It is not what a push would have run. */
  deviates: z.boolean().optional(),
  /** As whoever started it said. */
  from: z.record(z.string(), z.unknown()).optional(),
});
export type LinkDetail = z.infer<typeof linkDetail>;

const nobody: Actor = { kind: "system", id: "", name: "Headrace" };

/** The columns of which a link is made. */
export const linkColumns = [
  "execution_id",
  "organization_id",
  "repository_id",
  "pipeline_id",
  "pipeline_version",
  "trigger_kind",
  "triggered_by",
  "trust",
  "state",
  "priority",
  "created_at",
  "detail",
] as const;
export type LinkRow = Pick<ExecutionLinksTable, (typeof linkColumns)[number]>;

export function linkOf(row: LinkRow): Link {
  return {
    executionId: row.execution_id,
    organizationId: row.organization_id,
    repositoryId: row.repository_id,
    ...(row.pipeline_id === null ? {} : { pipelineId: row.pipeline_id }),
    ...(row.pipeline_version === null ? {} : { pipelineVersion: row.pipeline_version }),
    trigger: row.trigger_kind,
    trust: trustOf(row.trust),
    actor: row.triggered_by === null ? nobody : actorFrom(row.triggered_by),
    state: row.state === "queued" || row.state === "running" ? row.state : "ended",
    priority: row.priority,
    createdAt: row.created_at,
    detail: linkDetailOf(row.detail),
  };
}

/** From the column `detail`. */
export function linkDetailOf(detail: string): LinkDetail {
  return linkDetail.parse(JSON.parse(detail));
}

/** The person who answers for an execution that no person started; from the column `detail`. */
export function onBehalfOfIn(detail: string): Actor | undefined {
  return linkDetail.pick({ onBehalfOf: true }).parse(JSON.parse(detail)).onBehalfOf;
}

export function candidateOf(link: Link): Candidate {
  const { executionId, organizationId, repositoryId, priority, createdAt, detail } = link;
  const { concurrency } = detail;
  return {
    executionId,
    organizationId,
    priority,
    createdAt,
    // Groups hold within a repository.
    ...(concurrency === undefined ? {} : { group: { ...concurrency, name: `${repositoryId} ${concurrency.group}` } }),
  };
}

/** `owner` as the server that holds it is known. */
export async function insertLink(tables: ServerTables, link: Link, owner: string): Promise<void> {
  await tables
    .insertInto("execution_links")
    .values({
      execution_id: link.executionId,
      organization_id: link.organizationId,
      repository_id: link.repositoryId,
      pipeline_id: link.pipelineId ?? null,
      pipeline_version: link.pipelineVersion ?? null,
      trigger_kind: link.trigger,
      triggered_by: JSON.stringify(link.actor),
      trust: link.trust,
      state: link.state,
      priority: link.priority,
      concurrency_group: link.detail.concurrency?.group ?? null,
      rolls_back: link.detail.rollback?.environmentId ?? null,
      detail: JSON.stringify(link.detail),
      created_at: link.createdAt,
      owner,
      lease_until: null,
      next_attempt_at: null,
    })
    .execute();
}

export async function readLink(tables: ServerTables, executionId: string): Promise<Link | undefined> {
  const row = await tables
    .selectFrom("execution_links")
    .selectAll()
    .where("execution_id", "=", executionId)
    .executeTakeFirst();
  return row === undefined ? undefined : linkOf(row);
}

export async function setLinkState(
  tables: ServerTables,
  executionId: string,
  change: { readonly state: LinkState; readonly nextAttemptAt?: number | null },
): Promise<void> {
  const { state, nextAttemptAt } = change;
  await updateState(tables, {
    executionId,
    state,
    ...(nextAttemptAt === null ? { withoutAttempt: 1 } : { nextAttemptAt }),
  });
}

interface StateValues extends QueryValues {
  readonly executionId: string;
  readonly state: LinkState;
  readonly nextAttemptAt?: number | undefined;
  readonly withoutAttempt?: 1;
}

const updateState = keptQuery((tables, { of, has }: Parameters<StateValues>) =>
  tables
    .updateTable("execution_links")
    .set({
      state: of("state"),
      ...(has("nextAttemptAt") ? { next_attempt_at: of("nextAttemptAt") } : {}),
      ...(has("withoutAttempt") ? { next_attempt_at: sql<null>`NULL` } : {}),
    })
    .where("execution_id", "=", of("executionId")),
);

export async function setLinkDetail(tables: ServerTables, executionId: string, detail: LinkDetail): Promise<void> {
  await tables
    .updateTable("execution_links")
    .set({ detail: JSON.stringify(detail) })
    .where("execution_id", "=", executionId)
    .execute();
}

export async function deleteLink(tables: ServerTables, executionId: string): Promise<void> {
  await tables.deleteFrom("execution_links").where("execution_id", "=", executionId).execute();
}

/** What has not ended, or has ended and left something to do; oldest first. */
export async function openLinks(tables: ServerTables): Promise<readonly Link[]> {
  const rows = await tables
    .selectFrom("execution_links")
    .selectAll()
    .where((eb) => eb.or([eb("state", "<>", "ended"), eb("next_attempt_at", "is not", null)]))
    .orderBy("created_at")
    .orderBy("execution_id")
    .execute();
  return rows.map(linkOf);
}

function trustOf(text: string): Trust {
  return text === "own" || text === "pullRequest" ? text : "fork";
}

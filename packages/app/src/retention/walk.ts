import type { ServerTables } from "@headrace/store/server";
import { executionsStoodOn } from "../deployments/rollback-target.ts";
import type { Limits } from "../limits/limits.ts";

/** What of a few executions is over the limits. */
export interface Overdue {
  readonly executions: readonly { readonly id: string; readonly finishedAt: number }[];
  /** Executions whose logs go before them. */
  readonly logs: readonly string[];
  readonly artifacts: readonly OverdueArtifact[];
}

export interface OverdueArtifact {
  readonly id: string;
  readonly executionId: string;
  readonly instance: string;
  readonly name: string;
  readonly digest: string;
  readonly size: number;
}

export interface WalkOptions {
  readonly organizationId: string;
  readonly limits: Limits;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Executions looked at together. */
  readonly window?: number;
}

const day = 24 * 60 * 60 * 1000;

/**
 * Looks through the executions of an organization from the newest to the oldest, a few at a time, and says of each few what
 * is over the limits. What has not ended is counted nowhere and never named, and neither is an execution that an
 * environment stands on or would be rolled back to; of these the artifacts stay too, but for those whose own time is over.
 */
export async function* walkOverdue(
  tables: ServerTables,
  { organizationId, limits, now, window = 200 }: WalkOptions,
): AsyncGenerator<Overdue> {
  const logsBefore = limits.logDays === null ? -1 : now - limits.logDays * day;
  const artifactsBefore = limits.artifactDays === null ? -1 : now - limits.artifactDays * day;
  const inUse = await stoodOn(tables, organizationId);
  let kept = 0;
  let bytes = 0;
  let position: { readonly at: number; readonly id: string } | undefined;
  for (;;) {
    const rows = await endedBefore(tables, { organizationId, position, window });
    const last = rows.at(-1);
    if (last === undefined) return;
    const executions: { id: string; finishedAt: number }[] = [];
    const logs: string[] = [];
    const staying = new Map<string, { readonly isOver: boolean }>();
    for (const row of rows) {
      const isOver =
        row.isRest || (limits.executionsKept !== null && kept >= limits.executionsKept && !inUse.has(row.id));
      if (isOver) executions.push({ id: row.id, finishedAt: row.finishedAt });
      else {
        kept += 1;
        if (row.finishedAt < logsBefore && row.removed === null) logs.push(row.id);
      }
      staying.set(row.id, { isOver });
    }
    const artifacts: OverdueArtifact[] = [];
    for (const artifact of await artifactsOf(tables, [...staying.keys()])) {
      // They go with their execution.
      if (staying.get(artifact.executionId)?.isOver === true) {
        artifacts.push(artifact);
        continue;
      }
      bytes += artifact.size;
      const isExpired = artifact.expiresAt !== null && artifact.expiresAt <= now;
      const isOverBytes = limits.artifactBytes !== null && bytes > limits.artifactBytes;
      const isOver = !inUse.has(artifact.executionId) && (artifact.createdAt < artifactsBefore || isOverBytes);
      if (!isExpired && !isOver) continue;
      bytes -= artifact.size;
      artifacts.push(artifact);
    }
    yield { executions, logs, artifacts };
    position = { at: last.createdAt, id: last.id };
  }
}

interface Window {
  readonly organizationId: string;
  readonly position: { readonly at: number; readonly id: string } | undefined;
  readonly window: number;
}

interface EndedRow {
  readonly id: string;
  readonly createdAt: number;
  readonly finishedAt: number;
  /** Only its link is left. */
  readonly isRest: boolean;
  /** Its id when its logs are gone. */
  readonly removed: string | null;
}

/** Ended executions that come after a position. The link of one that has not ended is not among them, and says so until all is done. */
async function endedBefore(
  tables: ServerTables,
  { organizationId, position, window }: Window,
): Promise<readonly EndedRow[]> {
  let select = tables
    .selectFrom("execution_links as links")
    // Without one, its removal was broken off.
    .leftJoin("executions", "executions.id", "links.execution_id")
    .leftJoin("removed_logs", "removed_logs.execution_id", "links.execution_id")
    .select([
      "links.execution_id as id",
      "links.created_at as createdAt",
      "executions.id as record",
      "executions.finished_at as finishedAt",
      "removed_logs.execution_id as removed",
    ])
    .where("links.organization_id", "=", organizationId)
    .where("links.state", "=", "ended")
    .where("links.next_attempt_at", "is", null)
    .where(({ eb, or }) => or([eb("executions.id", "is", null), eb("executions.status", "=", "finished")]))
    .orderBy("links.created_at", "desc")
    .orderBy("links.execution_id", "desc")
    .limit(window);
  if (position !== undefined) {
    const { at, id } = position;
    select = select.where(({ eb, refTuple, tuple }) =>
      eb(refTuple("links.created_at", "links.execution_id"), "<", tuple(at, id)),
    );
  }
  return (await select.execute()).map(({ record, ...row }) => ({
    ...row,
    isRest: record === null,
    finishedAt: row.finishedAt ?? row.createdAt,
  }));
}

async function artifactsOf(
  tables: ServerTables,
  executionIds: readonly string[],
): Promise<readonly (OverdueArtifact & { readonly createdAt: number; readonly expiresAt: number | null })[]> {
  return await tables
    .selectFrom("artifacts")
    .select([
      "id",
      "execution_id as executionId",
      "instance",
      "name",
      "digest",
      "size",
      "created_at as createdAt",
      "expires_at as expiresAt",
    ])
    .where("execution_id", "in", executionIds)
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .execute();
}

async function stoodOn(tables: ServerTables, organizationId: string): Promise<ReadonlySet<string>> {
  const environments = await tables
    .selectFrom("environments")
    .select("id")
    .where("organization_id", "=", organizationId)
    .where("current_deployment_id", "is not", null)
    .execute();
  const found = new Set<string>();
  for (const { id } of environments) for (const execution of await executionsStoodOn(tables, id)) found.add(execution);
  return found;
}

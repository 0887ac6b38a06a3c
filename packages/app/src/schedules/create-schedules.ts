import type { ServerDatabase } from "@headrace/store/database";
import type { SchedulesTable } from "@headrace/store/server";
import { createDueWorker } from "../triggers/due-worker.ts";
import { mendAfterClock } from "./mend-after-clock.ts";
import { type RunScheduleNeeds, runSchedule } from "./run-schedule.ts";
import type { Schedules } from "./schedules.ts";
import { definitionOf, type SyncNeeds, syncSchedules } from "./sync-schedules.ts";
import { whyRefused } from "./why-refused.ts";

export interface CreateSchedulesOptions extends RunScheduleNeeds, SyncNeeds {
  readonly database: ServerDatabase;
  report(what: string, error: unknown): void;
}

/** Milliseconds between two comparisons with the definitions where nobody says that one has changed. */
const syncEvery = 30_000;
/** Milliseconds for which a definition that could not be read is left alone. */
const retrySyncAfter = 5 * 60_000;
/** Milliseconds by which a clock may go back without being one that was set. */
const jitter = 1_000;

export function createSchedules(options: CreateSchedulesOptions): Schedules {
  const { database, tables, clock, report } = options;
  const owner = options.ids.next();
  const failedAt = new Map<string, number>();
  let syncedAt = Number.NEGATIVE_INFINITY;
  let seen = Number.POSITIVE_INFINITY;

  /** Removes what belongs to pipelines that are not active, and reads the definitions that are new. */
  async function sync(): Promise<void> {
    const now = performance.now();
    if (now - syncedAt < syncEvery) return;
    syncedAt = now;
    for (const table of ["schedules", "schedule_sources"] as const) {
      let remove = tables.deleteFrom(table).where("pipeline_id", "in", (query) =>
        query
          .selectFrom("pipelines")
          .select("id")
          .where((eb) => eb.or([eb("active", "=", 0), eb("archived_at", "is not", null)])),
      );
      if (table === "schedules") remove = remove.where("origin", "=", "definition");
      await remove.execute();
    }
    const changed = await tables
      .selectFrom("pipelines")
      .leftJoin("schedule_sources", "schedule_sources.pipeline_id", "pipelines.id")
      .selectAll("pipelines")
      .where("pipelines.active", "=", 1)
      .where("pipelines.archived_at", "is", null)
      .where((eb) =>
        eb.or([
          eb("schedule_sources.version", "is", null),
          eb("schedule_sources.version", "!=", eb.ref("pipelines.version")),
        ]),
      )
      .execute();
    for (const row of changed) {
      if (now - (failedAt.get(row.id) ?? Number.NEGATIVE_INFINITY) < retrySyncAfter) continue;
      failedAt.delete(row.id);
      try {
        await syncSchedules(options, row);
      } catch (error) {
        failedAt.set(row.id, now);
        report(`reading the schedules of pipeline ${row.id}`, error);
      }
    }
  }

  async function prepare(): Promise<void> {
    await sync();
    const now = clock.now();
    if (now < seen - jitter) await mendAfterClock(tables, now);
    seen = now;
  }

  async function work(row: SchedulesTable, lost: AbortSignal): Promise<void> {
    const outcome = await runSchedule(options, row);
    if (lost.aborted) return;
    await tables
      .updateTable("schedules")
      .set({ ...outcome, owner: null, lease_until: null })
      .where("id", "=", row.id)
      .where("owner", "=", owner)
      // Changed meanwhile, it has a time of its own again.
      .where("due_at", row.due_at === null ? "is" : "=", row.due_at)
      .execute();
  }

  const worker = createDueWorker({
    database,
    clock,
    table: "schedules",
    where: "enabled = 1",
    owner,
    atOnce: 8,
    every: 1_000,
    prepare,
    work,
    report,
  });

  function soon(): void {
    syncedAt = Number.NEGATIVE_INFINITY;
    setImmediate(() => void worker.look());
  }

  return {
    begin: () => worker.begin(),
    async pipelineChanged(pipelineId) {
      failedAt.delete(pipelineId);
      await tables.deleteFrom("schedule_sources").where("pipeline_id", "=", pipelineId).execute();
      soon();
    },
    async defaultBranchMoved(repositoryId) {
      await tables
        .deleteFrom("schedule_sources")
        .where("pipeline_id", "in", (query) =>
          query
            .selectFrom("pipelines")
            .select("id")
            .where("repository_id", "=", repositoryId)
            .where("source", "=", "repository"),
        )
        .execute();
      failedAt.clear();
      soon();
    },
    async whyRefused(pipeline, { branch, parameters }) {
      // What cannot be read now may be there when its time comes.
      const definition = await definitionOf(options, pipeline, branch).catch(() => null);
      return definition == null ? null : whyRefused(definition, pipeline.settings, parameters);
    },
    look: () => worker.look(),
    close: () => worker.close(),
  };
}

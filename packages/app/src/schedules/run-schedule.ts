import type { Clock } from "@headrace/engine";
import type { PipelinesTable, SchedulesTable, ServerTables } from "@headrace/store/server";
import { actorFrom } from "../access/kept-actor.ts";
import { contains } from "../paging/contains.ts";
import { settingsOf } from "../pipelines/settings.ts";
import { problemOf } from "../problems/problem-of.ts";
import { linkOf } from "../runs/links.ts";
import type { Runs } from "../runs/runs.ts";
import { pauseAfter } from "../triggers/pause-after.ts";
import { mayPass } from "../triggers/start-pipelines.ts";
import { timeOf } from "../values/fields.ts";
import { nextRun } from "./next-run.ts";
import { parameters } from "./schedule.ts";

export interface RunScheduleNeeds {
  readonly tables: ServerTables;
  readonly runs: Pick<Runs, "start">;
  readonly clock: Clock;
}

/** What to write of a schedule after its time has come. */
export type ScheduleOutcome = Partial<
  Pick<
    SchedulesTable,
    "last_run_at" | "last_execution_id" | "due_at" | "last_due_at" | "attempts" | "note" | "next_attempt_at"
  >
>;

const mostAttempts = 8;

const pauses = { first: 2_000, longest: 10 * 60_000 };

/** Starts what is due, once for all moments that were missed. `attempts` of the row counts this one. */
export async function runSchedule(needs: RunScheduleNeeds, row: SchedulesTable): Promise<ScheduleOutcome> {
  const { tables, clock } = needs;
  const due = row.due_at ?? clock.now();
  const pipeline = await tables
    .selectFrom("pipelines")
    .selectAll()
    .where("id", "=", row.pipeline_id)
    .executeTakeFirst();
  if (pipeline === undefined || pipeline.active !== 1 || pipeline.archived_at !== null) {
    return { ...settled(row, due, clock.now()), note: "The pipeline was not active when its time came." };
  }
  if (settingsOf(pipeline.settings).paused) {
    return { ...settled(row, due, clock.now()), note: "The pipeline was paused when its time came." };
  }
  try {
    const executionId = await startOnce(needs, row, { pipeline, due });
    const now = clock.now();
    return { ...settled(row, due, now), last_run_at: now, last_execution_id: executionId, note: null };
  } catch (error) {
    const { message } = problemOf(error);
    const now = clock.now();
    if (mayPass(error) && row.attempts < mostAttempts) {
      return { next_attempt_at: now + pauseAfter(row.attempts, pauses), note: `It is tried again: ${message}` };
    }
    return { ...settled(row, due, now), note: `It did not run at ${timeOf(due)}: ${message}` };
  }
}

/** The moment is done with; on to the next one, which is never one that has passed. */
function settled({ cron, timezone }: SchedulesTable, due: number, now: number): ScheduleOutcome {
  const next = nextRun(cron, timezone, Math.max(due, now));
  return { due_at: next, next_attempt_at: next, last_due_at: due, attempts: 0 };
}

/** A server that died just after it had started the execution has left no other sign. */
async function startOnce(
  { tables, runs }: RunScheduleNeeds,
  row: SchedulesTable,
  { pipeline, due }: { readonly pipeline: PipelinesTable; readonly due: number },
): Promise<string> {
  const detail = { schedule: row.id, due: timeOf(due) };
  if (row.attempts > 1) {
    const links = await tables
      .selectFrom("execution_links")
      .selectAll()
      .where("pipeline_id", "=", pipeline.id)
      .where("trigger_kind", "=", "schedule")
      .where(contains("detail", row.id))
      .execute();
    const started = links.find((link) => {
      const { from } = linkOf(link).detail;
      return from?.schedule === detail.schedule && from.due === detail.due;
    });
    if (started !== undefined) return started.execution_id;
  }
  const { id } = await runs.start({
    organizationId: pipeline.organization_id,
    repositoryId: pipeline.repository_id,
    pipelineId: pipeline.id,
    event: "schedule",
    actor: { kind: "schedule", id: row.id, name: `schedule ${row.cron}` },
    ...(row.responsible === null ? {} : { onBehalfOf: actorFrom(row.responsible) }),
    trust: "own",
    git: row.branch === "" ? {} : { branch: row.branch },
    parameters: parameters.parse(JSON.parse(row.parameters)),
    detail,
  });
  return id;
}

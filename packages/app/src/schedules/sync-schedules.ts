import type { Clock, IdSource } from "@headrace/engine";
import type { Pipeline, ScheduleTrigger } from "@headrace/pipeline";
import type { PipelinesTable, SchedulesTable, ServerTables } from "@headrace/store/server";
import { checkText } from "../definitions/check-text.ts";
import { readVersion } from "../pipelines/read-pipeline.ts";
import { readRepository } from "../repositories/read-repository.ts";
import type { Sources } from "../runs/sources/sources.ts";
import { nextRun } from "./next-run.ts";
import { parameters } from "./schedule.ts";
import { whyRefused } from "./why-refused.ts";

export interface SyncNeeds {
  readonly tables: ServerTables;
  readonly sources: Sources;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/**
 * Makes the schedules of an active pipeline those of its definition. What was made by hand stays, and says from now on
 * whether the definition takes its parameters. Throws what reading throws.
 */
export async function syncSchedules(needs: SyncNeeds, row: PipelinesTable): Promise<void> {
  const { tables, clock } = needs;
  const definition = await definitionOf(needs, row);
  const now = clock.now();
  await tables.transaction().execute(async (transaction) => {
    // A definition that cannot be read just now takes nothing away.
    if (definition !== null) {
      await replace({ ...needs, tables: transaction }, row, definition?.triggers?.schedule ?? []);
      if (definition !== undefined) await sayProblems(transaction, row, definition);
    }
    await transaction
      .insertInto("schedule_sources")
      .values({ pipeline_id: row.id, version: row.version, synced_at: now })
      .onConflict((conflict) => conflict.column("pipeline_id").doUpdateSet({ version: row.version, synced_at: now }))
      .execute();
  });
}

/**
 * What a pipeline runs on a branch, the default one unless said: null where the text has errors, undefined where there is
 * none. Throws what reading throws.
 */
export async function definitionOf(
  { tables, sources }: Pick<SyncNeeds, "tables" | "sources">,
  row: PipelinesTable,
  branch = "",
): Promise<Pipeline | null | undefined> {
  if (row.source !== "repository") return await pipelineIn((await readVersion(tables, row)).text);
  const repository = await readRepository(tables, row.repository_id);
  const git = { branch: branch === "" ? repository.default_branch : branch };
  const source = await sources.open(repository, { git, byHand: false });
  const text = await source.readFile(row.path ?? "headrace.yml");
  return text === null ? undefined : await pipelineIn(text);
}

async function pipelineIn(text: string): Promise<Pipeline | null> {
  const { pipeline, digest } = await checkText(text);
  return digest === null ? null : pipeline;
}

/** Of another branch the definition may be another, which is read when its time comes. */
async function sayProblems(tables: ServerTables, row: PipelinesTable, definition: Pipeline): Promise<void> {
  let select = tables.selectFrom("schedules").selectAll().where("pipeline_id", "=", row.id);
  if (row.source === "repository") select = select.where("branch", "=", "");
  for (const schedule of await select.execute()) {
    const problem = whyRefused(definition, row.settings, parameters.parse(JSON.parse(schedule.parameters)));
    if (problem === schedule.problem) continue;
    await tables.updateTable("schedules").set({ problem }).where("id", "=", schedule.id).execute();
  }
}

async function replace(
  { tables, clock, ids }: SyncNeeds,
  row: PipelinesTable,
  triggers: readonly ScheduleTrigger[],
): Promise<void> {
  const now = clock.now();
  const before = await tables
    .selectFrom("schedules")
    .selectAll()
    .where("pipeline_id", "=", row.id)
    .where("origin", "=", "definition")
    .execute();
  const wanted = new Map(
    triggers.map((trigger) => [keyOf(trigger.cron, trigger.timezone, trigger.branch ?? ""), trigger]),
  );
  for (const old of before) {
    // The same one goes on, with what a person switched off.
    if (wanted.delete(keyOf(old.cron, old.timezone, old.branch))) continue;
    await tables.deleteFrom("schedules").where("id", "=", old.id).execute();
  }
  for (const { cron, timezone, branch = "" } of wanted.values()) {
    const isTemplate = branch.includes("${{");
    await tables
      .insertInto("schedules")
      .values({
        ...newSchedule({ cron, timezone, branch, now }),
        id: ids.next(),
        organization_id: row.organization_id,
        pipeline_id: row.id,
        origin: "definition",
        responsible: null,
        ...(isTemplate
          ? { ...never, note: "Its branch is an expression, which nothing can be put into before it runs." }
          : {}),
      })
      .execute();
  }
}

const never = { enabled: 0, due_at: null, next_attempt_at: null };

export interface NewSchedule {
  readonly cron: string;
  readonly timezone: string;
  /** Empty for the default one. */
  readonly branch: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly now: number;
}

/** The columns of a schedule that has not run yet. */
export function newSchedule({
  cron,
  timezone,
  branch,
  parameters: given = {},
  now,
}: NewSchedule): Omit<SchedulesTable, "id" | "organization_id" | "pipeline_id" | "origin" | "responsible"> {
  const dueAt = nextRun(cron, timezone, now);
  return {
    cron,
    timezone,
    branch,
    parameters: JSON.stringify(given),
    enabled: 1,
    last_run_at: null,
    last_execution_id: null,
    due_at: dueAt,
    last_due_at: null,
    attempts: 0,
    note: null,
    problem: null,
    next_attempt_at: dueAt,
    owner: null,
    lease_until: null,
    created_at: now,
    updated_at: now,
  };
}

function keyOf(cron: string, timezone: string, branch: string): string {
  return JSON.stringify([cron, timezone, branch]);
}

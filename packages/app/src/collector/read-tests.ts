import type { EventBody } from "@headrace/execution";
import { type Forge, ForgeError, type ForgeTests, type RepositoryName } from "@headrace/forges";
import type { Store } from "@headrace/store";
import { keptQuery, type ServerTables } from "@headrace/store/server";
import { sql } from "kysely";
import { loadIfStored } from "../runs/held/stored-run.ts";
import { isLasting } from "./is-lasting.ts";
import { runNameOf } from "./observed-run.ts";
import { readRemoteStages } from "./remote-stages.ts";

export interface ReadTestsNeeds {
  readonly tables: ServerTables;
  readonly store: Pick<Store, "journal" | "catalog">;
}

export interface ReadTestsRequest {
  /** Undefined where the host keeps none. */
  readonly tests: Forge["tests"];
  readonly repositoryId: string;
  readonly repository: RepositoryName;
  /** Whether the hour has room for runs that succeeded or are old: those that have just failed do not wait. */
  hasRoom(): Promise<boolean>;
  /** Epoch milliseconds; what was made before it is old. */
  readonly newSince: number;
  readonly signal: AbortSignal;
}

/** Runs of one turn. */
const mostAtOnce = 10;

/**
 * Brings here what runs that have ended reported of their tests: failures first, then the newest. Each run once; what is
 * broken off goes on with the next call.
 */
export async function readTests(needs: ReadTestsNeeds, request: ReadTestsRequest): Promise<void> {
  const { tests } = request;
  if (tests === undefined) return await waiveAll(needs.tables, request);
  for (const { execution_id: executionId, run, stages, ...row } of await selectToRead(needs.tables, {
    repositoryId: request.repositoryId,
  })) {
    const waits = row.outcome === "success" || row.created_at < request.newSince;
    if (waits && !(await request.hasRoom())) return;
    const ids = new Map(readRemoteStages(stages).map(({ key, id }) => [key, id]));
    for (const stage of await ranStages(needs.tables, executionId)) {
      const id = ids.get(stage.instance);
      if (id === undefined) continue;
      try {
        const of = { run: runNameOf(run).id, stage: id };
        const found = await tests.read(request.repository, of, request.signal);
        if (found !== undefined) await keep(needs, { executionId, ...stage, found });
      } catch (error) {
        request.signal.throwIfAborted();
        if (!(error instanceof ForgeError)) throw error;
        // Not of this stage alone: all that is left waits for the next look.
        if (!isLasting(error)) return;
        await note(needs, executionId, warningOf(stage, error));
      }
    }
    await needs.tables
      .updateTable("forge_runs")
      .set({ tests_read: 1 })
      .where("execution_id", "=", executionId)
      .execute();
  }
}

interface RunToRead {
  readonly execution_id: string;
  readonly run: string;
  readonly stages: string;
  readonly outcome: string | null;
  readonly created_at: number;
}

const selectToRead = keptQuery<{ readonly repositoryId: string }, RunToRead>((tables, { of }) =>
  tables
    .selectFrom("forge_runs")
    .innerJoin("executions", "executions.id", "forge_runs.execution_id")
    .select(["forge_runs.execution_id", "run", "stages", "outcome", "executions.created_at"])
    .where("repository_id", "=", of("repositoryId"))
    .where("settled", "=", sql.lit(1))
    .where("tests_read", "=", sql.lit(0))
    .orderBy(({ eb }) => eb.case().when("outcome", "=", sql.lit("success")).then(sql.lit(1)).else(sql.lit(0)).end())
    .orderBy("executions.created_at", "desc")
    .limit(sql.lit(mostAtOnce)),
);

async function waiveAll(tables: ServerTables, { repositoryId }: ReadTestsRequest): Promise<void> {
  await tables
    .updateTable("forge_runs")
    .set({ tests_read: 1 })
    .where("repository_id", "=", repositoryId)
    .where("settled", "=", sql.lit(1))
    .where("tests_read", "=", sql.lit(0))
    .execute();
}

function ranStages(tables: ServerTables, executionId: string) {
  return tables
    .selectFrom("stage_executions")
    .select(["stage", "instance", "attempt"])
    .where("execution_id", "=", executionId)
    .where("attempt", ">", 0)
    .orderBy(({ eb }) => eb.case().when("outcome", "=", "success").then(1).else(0).end())
    .orderBy("instance")
    .execute();
}

interface OfStage {
  readonly stage: string;
  readonly instance: string;
  readonly attempt: number;
}

interface Found extends OfStage {
  readonly executionId: string;
  readonly found: ForgeTests;
}

/** The cases, and then the event that tells of them: broken off between, both are written by the next call. */
async function keep(needs: ReadTestsNeeds, { executionId, found, ...stage }: Found): Promise<void> {
  const { cases, ...counts } = found;
  await needs.tables
    .deleteFrom("test_results")
    .where("execution_id", "=", executionId)
    .where("instance", "=", stage.instance)
    .execute();
  await needs.store.catalog.addTests(cases.map((one) => ({ executionId, ...stage, ...one })));
  const total = counts.passed + counts.failed + counts.skipped;
  await note(needs, executionId, { type: "tests.reported", ...stage, total, ...counts, flaky: 0 });
}

type Noted = Extract<EventBody, { readonly type: "tests.reported" | "annotation" }>;

/** Once: a call that was broken off may have said it. Nothing of an execution that is not kept any more. */
async function note({ store }: ReadTestsNeeds, executionId: string, body: Noted): Promise<void> {
  const stored = await loadIfStored((id) => store.journal.load(id), executionId);
  const isTold = stored?.events.some(
    (event) => event.type === body.type && "instance" in event && event.instance === body.instance,
  );
  if (isTold === false) await store.journal.note(executionId, body);
}

function warningOf(stage: OfStage, error: ForgeError): Noted {
  const message = `what the host has of this stage's tests could not be read: ${error.message}`;
  return { type: "annotation", ...stage, level: "warning", message };
}

import { type Clock, type IdSource, nobody } from "@headrace/engine";
import { type ExecutionState, initialState, reduce, stagesOf } from "@headrace/execution";
import type { ForgeKind } from "@headrace/forges";
import type { Store } from "@headrace/store";
import type { ServerDatabase } from "@headrace/store/database";
import type { ServerTables } from "@headrace/store/server";
import type { Projections } from "../projections/create-projections.ts";
import { derivedId } from "../projections/derived-id.ts";
import { loadIfStored, stateOf } from "../runs/held/stored-run.ts";
import { insertLink, type Link, readLink, setLinkDetail, setLinkState } from "../runs/links.ts";
import { hostPipelineId, knowHostPipeline } from "./host-pipeline.ts";
import { observedEvents } from "./observed-events.ts";
import { observedPlan, startEventOf } from "./observed-plan.ts";
import { isOver, keyOf, type ObservedRun } from "./observed-run.ts";
import { changesOf, type SeenChange } from "./reliability/seen-change.ts";
import { writeRemoteStages } from "./remote-stages.ts";

export interface RecordNeeds {
  readonly database: Pick<ServerDatabase, "withLock">;
  readonly tables: ServerTables;
  readonly store: Pick<Store, "journal">;
  readonly projections: Pick<Projections, "rebuild">;
  readonly clock: Clock;
  readonly ids: IdSource;
}

/** A repository whose runs are watched. */
export interface Watched {
  readonly repositoryId: string;
  readonly organizationId: string;
  readonly host: ForgeKind;
  /** For people, where the host does not tell who started a run: `GitHub`. */
  readonly hostTitle: string;
  /** On the host. */
  readonly name: string;
}

export interface Recorded {
  readonly executionId: string;
  /** By this: it is the first time that its end was seen. */
  readonly hasEnded: boolean;
  /** It was here before. */
  readonly isKnown: boolean;
  readonly changes: readonly SeenChange[];
}

/**
 * Makes the run an execution, or brings the one that it is up to date. May be called again with the same, or after it
 * was broken off at any point: it changes nothing twice.
 */
export async function recordRun(needs: RecordNeeds, watched: Watched, observed: ObservedRun): Promise<Recorded> {
  // Whoever starts one here records it at once, and may meet the collector.
  const name = `forge-run:${watched.repositoryId}:${keyOf(observed.run)}`;
  return await needs.database.withLock(name, () => record(needs, watched, observed));
}

async function record(needs: RecordNeeds, watched: Watched, observed: ObservedRun): Promise<Recorded> {
  const { tables, store } = needs;
  const { run } = observed;
  const key = keyOf(run);
  const { repositoryId } = watched;
  // First of all: what runs elsewhere is never taken up here.
  const {
    execution_id: executionId,
    settled,
    stages: knownStages,
  } = await tables
    .insertInto("forge_runs")
    .values({
      execution_id: derivedId(run.createdAt, "forge run", repositoryId, key),
      repository_id: repositoryId,
      pipeline_id: hostPipelineId(repositoryId, run),
      run: key,
      settled: 0,
      stages: "[]",
      state: "",
      stages_at: 0,
      tests_read: 0,
      on_demand: null,
    })
    .onConflict((conflict) => conflict.columns(["repository_id", "run"]).doUpdateSet({ run: key }))
    .returning(["execution_id", "settled", "stages"])
    .executeTakeFirstOrThrow();
  if (settled === 1) {
    await tellWhoAsked(tables, executionId, observed);
    return { executionId, hasEnded: false, isKnown: true, changes: [] };
  }

  const stored = await loadIfStored((id) => store.journal.load(id), executionId);
  const plan = observedPlan(observed, {
    executionId,
    repositoryName: watched.name,
    before: stored === undefined ? undefined : stateOf(stored),
  });
  const before = stored === undefined ? initialState(plan) : stateOf({ ...stored, plan });
  const events = observedEvents(before, observed);
  const link = linkOf(watched, observed, executionId);
  const known = await readLink(tables, executionId);
  if (known === undefined) {
    await knowHostPipeline(tables, watched, run);
    await insertLink(tables, link, remoteOwner);
  }
  if (stored === undefined) {
    const record = {
      plan,
      source: "",
      sourcePath: "",
      projectDirectory: "",
      owner: nobody,
      secretNames: [],
      ...(observed.rerunOf === undefined ? {} : { rerunOf: observed.rerunOf }),
    };
    await store.journal.create({ ...record, createdAt: run.createdAt }, events);
  } else {
    if (JSON.stringify(plan.stages) !== JSON.stringify(stored.plan.stages)) {
      const text = JSON.stringify(plan);
      await tables.updateTable("execution_records").set({ plan: text }).where("id", "=", executionId).execute();
    }
    await store.journal.append(executionId, events);
  }
  // Also where nothing is new: what was broken off before it is written now.
  if (deploys(events.reduce<ExecutionState>(reduce, before))) await needs.projections.rebuild(executionId);
  // What was broken off just before its end is ended now.
  if (events.length > 0 || isOver(run) || known?.detail.remote?.state !== run.state.word) {
    await setLinkDetail(tables, executionId, link.detail);
    await setLinkState(tables, executionId, { state: link.state });
  }
  await tables
    .updateTable("forge_runs")
    .set({
      settled: isOver(run) ? 1 : 0,
      stages: writeRemoteStages(knownStages, observed),
      state: run.state.word,
      stages_at: needs.clock.now(),
    })
    .where("execution_id", "=", executionId)
    .execute();
  if (known !== undefined) await tellWhoAsked(tables, executionId, observed);
  return { executionId, hasEnded: isOver(run), isKnown: stored !== undefined, changes: changesOf(run, events) };
}

function deploys(state: ExecutionState): boolean {
  return [...stagesOf(state)].some(({ instances }) => instances.some((one) => one.environment !== undefined));
}

/** The collector may have seen the run before whoever asked for it here could say so. */
async function tellWhoAsked(tables: ServerTables, executionId: string, observed: ObservedRun): Promise<void> {
  const { rerunOf, startedBy } = observed;
  if (rerunOf !== undefined) {
    await tables
      .updateTable("executions")
      .set({ rerun_of: rerunOf })
      .where("id", "=", executionId)
      .where("rerun_of", "is", null)
      .execute();
  }
  if (startedBy === undefined) return;
  const triggered = { triggered_by: JSON.stringify(startedBy) };
  await tables.updateTable("execution_links").set(triggered).where("execution_id", "=", executionId).execute();
}

/** No server's. */
const remoteOwner = "remote";

function linkOf(watched: Watched, { run, startedBy }: ObservedRun, executionId: string): Link {
  const { organizationId, repositoryId, host, hostTitle } = watched;
  return {
    executionId,
    organizationId,
    repositoryId,
    trigger: startEventOf(run),
    trust: run.target.kind === "pull-request" ? "pullRequest" : "own",
    actor: startedBy ?? { kind: "system", id: "", name: run.actor ?? hostTitle },
    state: isOver(run) ? "ended" : run.state.kind === "queued" ? "queued" : "running",
    priority: 0,
    createdAt: run.createdAt,
    detail: { remote: { host, run: keyOf(run), url: run.url, state: run.state.word } },
  };
}

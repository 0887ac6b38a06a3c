import { type Forge, ForgeError, type ForgeRun, type RunName, type Runs } from "@headrace/forges";
import { type ForgeRunsTable, keptQuery } from "@headrace/store/server";
import { sql } from "kysely";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";
import type { CollectNeeds, CollectRequest } from "./collect-runs.ts";
import { createDeployedStages } from "./deployed-stages.ts";
import { keyOf, type ObservedRun, observedStages, runNameOf } from "./observed-run.ts";
import { createOrderedStages } from "./ordered-stages.ts";
import { recordGone } from "./record-gone.ts";
import { recordRun } from "./record-run.ts";

/** Reads single runs of a repository, a bounded number in one turn, so that no repository holds up the others. */
export interface RunReader {
  /** Of these, what is not settled here: what is settled is never read again. */
  unsettled(runs: readonly ForgeRun[]): Promise<readonly ForgeRun[]>;
  /** Records them with their stages, in their order, and gives how many: the turn may end before all are. */
  record(runs: readonly ForgeRun[], mayGoOn?: () => Promise<boolean>): Promise<number>;
  /** The keys of those that have not ended here. */
  open(): Promise<readonly string[]>;
  /**
   * Of these, which have not ended here, those of which something is to be read: their state is another one by now, or their
   * stages were read so many milliseconds ago.
   */
  withNews(runs: readonly ForgeRun[], stagesEvery: () => Promise<number>): Promise<readonly ForgeRun[]>;
  /** One that has not ended here, and stands on a later page, or nowhere any more. */
  lookAgain(key: string): Promise<void>;
}

/** Where a run is read. */
export type RunPlace = Pick<CollectRequest, "forge" | "watched" | "repository" | "signal">;

/** What of a turn its runs are read by. */
export type RunReaderRequest = RunPlace & Pick<CollectRequest, "hasRoom" | "hasLooked" | "newestBefore" | "saw">;

/** Runs whose stages are read in one turn. */
const mostAtOnce = 25;
/** Attempts of one run that are read: a host may say any number. */
const mostAttempts = 10;

export function createRunReader(needs: CollectNeeds, request: RunReaderRequest): RunReader {
  const { tables } = needs;
  const { forge, watched, repository, signal } = request;
  const deployedStages = createDeployedStages(needs, request);
  const orderedStages = createOrderedStages(needs.files, request);
  let left = mostAtOnce;
  /** Read again when something was recorded. */
  let open: Promise<readonly OpenRun[]> | undefined;

  async function record(runs: readonly ForgeRun[], mayGoOn = async () => true): Promise<number> {
    for (const [before, run] of runs.entries()) {
      if (left <= 0 || !(await mayGoOn())) return before;
      await recordOne(run);
    }
    return runs.length;
  }

  /** `number` is how many of its attempts are read with it, from one. */
  async function recordOne(run: ForgeRun, number = 1): Promise<void> {
    left -= 1;
    const rerunOf = await attemptBefore(run, number);
    const read = observedStages(await forge.runs.stages(repository, run, signal));
    const stages = await deployedStages(run, await orderedStages(run, read));
    const observed = { run, stages, ...(rerunOf === undefined ? {} : { rerunOf }) };
    open = undefined;
    const { executionId, hasEnded, isKnown, changes } = await recordRun(needs, watched, observed);
    if (isKnown || isNew(run)) request.saw(changes);
    // What cannot be had now is tried again when somebody reads it.
    if (hasEnded && hasFailed(run)) {
      await needs.remoteLogs.fetch(executionId, { attempts: async () => attemptsOf(observed), signal });
    }
  }

  /** Hosts list only the last attempt of a run: those before it are read first. Gives the execution that came just before. */
  async function attemptBefore({ id, attempt = 1 }: ForgeRun, number: number): Promise<string | undefined> {
    if (attempt === 1) return undefined;
    const before = { id, attempt: attempt - 1 };
    const known = await recorded(before);
    if (known?.settled === 1 || number === mostAttempts) return known?.execution_id;
    try {
      const run = await forge.runs.get(repository, before, signal);
      if (keyOf(run) === keyOf(before)) await recordOne(run, number + 1);
    } catch (error) {
      if (!(error instanceof ForgeError) || error.code !== "forge-not-found") throw error;
    }
    return (await recorded(before))?.execution_id;
  }

  /** What came before anybody looked is history, however late it is read. */
  function isNew({ createdAt }: ForgeRun): boolean {
    return request.hasLooked && createdAt > (request.newestBefore ?? 0);
  }

  function recorded(run: RunName) {
    return tables
      .selectFrom("forge_runs")
      .select(["execution_id", "settled"])
      .where("repository_id", "=", watched.repositoryId)
      .where("run", "=", keyOf(run))
      .executeTakeFirst();
  }

  async function recordLost(key: string, word: string): Promise<void> {
    open = undefined;
    await recordGone(needs, watched, { key, word });
  }

  const readOpen = () => (open ??= selectOpen(tables, { repositoryId: watched.repositoryId }));

  return {
    record,
    async unsettled(runs) {
      if (runs.length === 0) return [];
      const rows = await tables
        .selectFrom("forge_runs")
        .select("run")
        .where("repository_id", "=", watched.repositoryId)
        .where("settled", "=", sql.lit(1))
        .where("run", "in", runs.map(keyOf))
        .execute();
      const settled = new Set(rows.map(({ run }) => run));
      return runs.filter((run) => !settled.has(keyOf(run)));
    },
    open: async () => (await readOpen()).map(({ run }) => run),
    async withNews(runs, stagesEvery) {
      const known = new Map((await readOpen()).map((row) => [row.run, row]));
      const same = runs.filter((run) => known.get(keyOf(run))?.state === run.state.word);
      if (same.length === 0) return runs;
      const before = needs.clock.now() - (await stagesEvery());
      const waiting = new Set(same.filter((run) => Number(known.get(keyOf(run))?.stages_at) > before));
      return runs.filter((run) => !waiting.has(run));
    },
    async lookAgain(key) {
      try {
        const run = await forge.runs.get(repository, runNameOf(key), signal);
        if (keyOf(run) === key) await record([run]);
        // Another attempt has taken its place: how this one ended is told nowhere.
        else await recordLost(key, "superseded");
      } catch (error) {
        if (!(error instanceof ForgeError) || error.code !== "forge-not-found") throw error;
        await recordLost(key, "deleted");
      }
    },
  };
}

type OpenRun = Pick<ForgeRunsTable, "run" | "state" | "stages_at">;

const selectOpen = keptQuery<{ readonly repositoryId: string }, OpenRun>((tables, { of }) =>
  tables
    .selectFrom("forge_runs")
    .select(["run", "state", "stages_at"])
    .where("repository_id", "=", of("repositoryId"))
    .where("settled", "=", sql.lit(0)),
);

function attemptsOf({ stages }: ObservedRun): readonly AttemptName[] {
  const begun = stages.filter(({ startedAt }) => startedAt !== undefined);
  return begun.map(({ key }) => ({ stage: key, instance: key, attempt: 1 }));
}

/** Only then somebody wants to know why. */
function hasFailed({ state }: ForgeRun): boolean {
  return state.kind === "finished" && state.outcome !== "success" && state.outcome !== "cancelled";
}

export function hasRuns(forge: Forge): forge is Forge & { readonly runs: Runs } {
  return forge.runs !== undefined;
}

import { type Forge, ForgeError, type ForgeRun, type RepositoryName, type RunName, type Runs } from "@headrace/forges";
import type { AttemptName } from "../runs/sequence/sequence-format.ts";
import { createDeployedStages } from "./deployed-stages.ts";
import type { KeptFiles } from "./kept-files.ts";
import { keyOf, type ObservedRun, observedStages, runNameOf } from "./observed-run.ts";
import { createOrderedStages } from "./ordered-stages.ts";
import { recordGone } from "./record-gone.ts";
import { type RecordNeeds, recordRun, type Watched } from "./record-run.ts";
import type { RemoteLogs } from "./remote-logs.ts";

export interface CollectRequest {
  readonly forge: Forge & { readonly runs: Runs };
  readonly watched: Watched;
  readonly repository: RepositoryName;
  /** By which the host knows it, however it is called. */
  readonly forgeId: string;
  /** The page of older runs that comes next; undefined when it was never looked at, null when all are here. */
  readonly historyPage: string | null | undefined;
  /** Keeps where older runs go on, before anything is recorded: what is broken off then leaves no gap behind it. */
  keepHistoryPage(page: string | null): Promise<void>;
  /** Whether the hour has room for older runs. */
  readonly hasRoom: boolean;
  /** Epoch milliseconds; runs before it are not read. */
  readonly historySince: number;
  readonly signal: AbortSignal;
}

export interface Collected {
  readonly historyPage: string | null;
  /** All that is new was read. */
  readonly isWhole: boolean;
  /** There is more to read at once. */
  readonly isPartial: boolean;
  /** Runs that have not ended. */
  readonly unfinished: number;
  /** When the newest run was made; undefined where there is none. Epoch milliseconds. */
  readonly newestAt: number | undefined;
  /** And the oldest one that was looked at. */
  readonly oldestAt: number | undefined;
  /** All that the host has, where it tells. */
  readonly total: number | undefined;
  /** How the host calls the repository now, where its runs tell. */
  readonly name: RepositoryName | undefined;
}

export interface CollectNeeds extends RecordNeeds {
  readonly remoteLogs: RemoteLogs;
  readonly files: KeptFiles;
}

/** Runs whose stages are read in one turn, so that no repository holds up the others. */
const mostAtOnce = 25;
/** Attempts of one run that are read: a host may say any number. */
const mostAttempts = 10;

/**
 * Reads what is new or unfinished of a repository, and some of what is older. What is settled here is never read again.
 * Broken off anywhere, the next call goes on from there. Throws `forge-not-found` where the name is another repository's now.
 */
export async function collectRuns(needs: CollectNeeds, request: CollectRequest): Promise<Collected> {
  const { tables } = needs;
  const { forge, watched, repository, hasRoom, historySince, signal } = request;
  const deployedStages = createDeployedStages(needs, request);
  const orderedStages = createOrderedStages(needs.files, request);
  let left = mostAtOnce;

  const newest = await forge.runs.list(repository, { signal });
  refuseAnother(newest.items, request);
  const fresh = await unsettled(newest.items);
  let historyPage = request.historyPage ?? null;
  // Nothing of the first page was here: what lies between it and what is here stands on the pages behind it.
  if (request.historyPage === undefined || fresh.length === newest.items.length) {
    historyPage = newest.next ?? historyPage;
    await request.keepHistoryPage(historyPage);
  }
  const isWhole = await record(fresh.toReversed());

  const missing = (await open()).filter((key) => !newest.items.some((run) => keyOf(run) === key));
  for (const key of missing) await lookAgain(key);

  let isHistoryLeft = false;
  let oldest = newest.items;
  if (isWhole && historyPage !== null && hasRoom) {
    const page = await forge.runs.list(repository, { from: historyPage, signal });
    const wanted = (await unsettled(page.items)).filter(({ createdAt }) => createdAt >= historySince);
    const isPageWhole = await record(wanted);
    oldest = page.items;
    const isEnd = page.next === undefined || page.items.some(({ createdAt }) => createdAt < historySince);
    if (isPageWhole) historyPage = isEnd ? null : (page.next ?? null);
    isHistoryLeft = historyPage !== null;
  }
  const unfinished = (await open()).length;
  return {
    historyPage,
    isWhole,
    isPartial: !isWhole || isHistoryLeft,
    unfinished,
    newestAt: oneOf(newest.items, Math.max),
    oldestAt: oneOf(oldest, Math.min),
    total: newest.total,
    name: newest.items[0]?.of?.repository,
  };

  async function record(runs: readonly ForgeRun[]): Promise<boolean> {
    for (const run of runs) {
      if (left <= 0) return false;
      await recordOne(run);
    }
    return true;
  }

  /** `number` is how many of its attempts are read with it, from one. */
  async function recordOne(run: ForgeRun, number = 1): Promise<void> {
    left -= 1;
    const rerunOf = await attemptBefore(run, number);
    const read = observedStages(await forge.runs.stages(repository, run, signal));
    const stages = await deployedStages(run, await orderedStages(run, read));
    const observed = { run, stages, ...(rerunOf === undefined ? {} : { rerunOf }) };
    const { executionId, hasEnded } = await recordRun(needs, watched, observed);
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

  function recorded(run: RunName) {
    return tables
      .selectFrom("forge_runs")
      .select(["execution_id", "settled"])
      .where("repository_id", "=", watched.repositoryId)
      .where("run", "=", keyOf(run))
      .executeTakeFirst();
  }

  async function unsettled(runs: readonly ForgeRun[]): Promise<readonly ForgeRun[]> {
    if (runs.length === 0) return [];
    const rows = await tables
      .selectFrom("forge_runs")
      .select("run")
      .where("repository_id", "=", watched.repositoryId)
      .where("settled", "=", 1)
      .where("run", "in", runs.map(keyOf))
      .execute();
    const settled = new Set(rows.map(({ run }) => run));
    return runs.filter((run) => !settled.has(keyOf(run)));
  }

  async function open(): Promise<readonly string[]> {
    const rows = await tables
      .selectFrom("forge_runs")
      .select("run")
      .where("repository_id", "=", watched.repositoryId)
      .where("settled", "=", 0)
      .execute();
    return rows.map(({ run }) => run);
  }

  /** One that has not ended here, and stands on a later page, or nowhere any more. */
  async function lookAgain(key: string): Promise<void> {
    try {
      const run = await forge.runs.get(repository, runNameOf(key), signal);
      if (keyOf(run) === key) await record([run]);
      // Another attempt has taken its place: how this one ended is told nowhere.
      else await recordGone(needs, watched, { key, word: "superseded" });
    } catch (error) {
      if (!(error instanceof ForgeError) || error.code !== "forge-not-found") throw error;
      await recordGone(needs, watched, { key, word: "deleted" });
    }
  }
}

/** After a rename the old name is free, and whoever takes it has runs of his own there. */
function refuseAnother(runs: readonly ForgeRun[], { forgeId, repository: { owner, name } }: CollectRequest): void {
  if (runs.every(({ of }) => of === undefined || of.id === forgeId)) return;
  throw new ForgeError("forge-not-found", `${owner}/${name} is another repository on its host now`, {
    mend: "if it was deleted, remove it here; if it was moved, connect it where it is now",
  });
}

function oneOf(runs: readonly ForgeRun[], pick: (...times: number[]) => number): number | undefined {
  return runs.length === 0 ? undefined : pick(...runs.map(({ createdAt }) => createdAt));
}

function attemptsOf({ stages }: ObservedRun): readonly AttemptName[] {
  const begun = stages.filter(({ startedAt }) => startedAt !== undefined);
  return begun.map(({ key }) => ({ stage: key, instance: key, attempt: 1 }));
}

/** Only then somebody wants to know why. */
function hasFailed({ state }: ForgeRun): boolean {
  return state.kind === "finished" && state.outcome !== "success" && state.outcome !== "cancelled";
}

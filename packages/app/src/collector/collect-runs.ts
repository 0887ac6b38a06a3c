import { type Forge, ForgeError, type ForgeRun, type RepositoryName, type Runs } from "@headrace/forges";
import { expectedRuns } from "./estimate-history.ts";
import type { HistoryPlace } from "./history-place.ts";
import type { KeptFiles } from "./kept-files.ts";
import { isOver, keyOf } from "./observed-run.ts";
import { oneOf } from "./one-of.ts";
import { readOlder } from "./read-older.ts";
import type { RecordNeeds, Watched } from "./record-run.ts";
import type { SeenChange } from "./reliability/seen-change.ts";
import type { RemoteLogs } from "./remote-logs.ts";
import { createRunReader, type RunReader } from "./run-reader.ts";

export interface CollectRequest {
  readonly forge: Forge & { readonly runs: Runs };
  readonly watched: Watched;
  readonly repository: RepositoryName;
  /** By which the host knows it, however it is called. */
  readonly forgeId: string;
  /** Where older runs go on; undefined when it was never looked at. */
  readonly history: HistoryPlace | undefined;
  /** Older runs that were read. */
  readonly historyRead: number;
  /** All that was new then was read once. */
  readonly hasLooked: boolean;
  /** When the newest run was made that was seen before; epoch milliseconds. */
  readonly newestBefore: number | undefined;
  /** Keeps where older runs go on, before anything is recorded: what is broken off then leaves no gap behind it. */
  keepHistory(history: HistoryPlace): Promise<void>;
  /** Whether the hour has room for older runs: for so many requests, or for one. */
  hasRoom(requests?: number): Promise<boolean>;
  /** Milliseconds between two times that the stages of a run are read that goes on as it did. */
  stagesEvery(): Promise<number>;
  /** Does what is planned, whose requests are counted as such. */
  asLook<Value>(work: () => Promise<Value>): Promise<Value>;
  /** Told of what changed since the last look, also where this one fails then. */
  saw(changes: readonly SeenChange[]): void;
  /** Epoch milliseconds; runs before it are not read. */
  readonly historySince: number;
  readonly signal: AbortSignal;
}

export interface Collected {
  readonly history: HistoryPlace;
  readonly historyRead: number;
  /** Something was new, or goes on. */
  readonly isNews: boolean;
  /** All that is new was read. */
  readonly isWhole: boolean;
  /** There is more that is older, and room for it. */
  readonly isPartial: boolean;
  /** Runs that have not ended. */
  readonly unfinished: number;
  /** When the newest run was made of which all before it are read or left to history. Epoch milliseconds. */
  readonly newestAt: number | undefined;
  /** And the oldest one that was looked at. */
  readonly oldestAt: number | undefined;
  /** How many runs there are since `historySince`, as the newest ones let expect. */
  readonly expected: number;
  /** How the host calls the repository now, where its runs tell. */
  readonly name: RepositoryName | undefined;
}

export interface CollectNeeds extends RecordNeeds {
  readonly remoteLogs: RemoteLogs;
  readonly files: KeptFiles;
}

/**
 * Reads what is new or unfinished of a repository, and some of what is older. What is settled here is never read again.
 * Broken off anywhere, the next call goes on from there. Throws `forge-not-found` where the name is another repository's now.
 */
export async function collectRuns(needs: CollectNeeds, request: CollectRequest): Promise<Collected> {
  const reader = createRunReader(needs, request);
  const look = await request.asLook(() => lookAtNewest(request, reader));
  const { newest, history, isNews, isWhole } = look;
  const older = isWhole ? await readOlder(request, { reader, history, newest }) : undefined;
  const newestAt = oneOf(newest.items, Math.max);
  return {
    history: older?.history ?? history,
    historyRead: request.historyRead + (older?.read ?? 0),
    isNews,
    isWhole,
    isPartial: older?.isPartial === true,
    unfinished: (await reader.open()).length,
    newestAt: isWhole ? newestAt : (request.newestBefore ?? newestAt),
    oldestAt: older?.oldestAt ?? (history.page === "" ? undefined : oneOf(newest.items, Math.min)),
    expected: expectedRuns(newest, { since: request.historySince, now: needs.clock.now() }),
    name: newest.items[0]?.of?.repository,
  };
}

async function lookAtNewest(request: CollectRequest, reader: RunReader) {
  const { forge, repository, newestBefore, signal } = request;
  const newest = await forge.runs.list(repository, { signal });
  refuseAnother(newest.items, request);
  const unsettled = await reader.unsettled(newest.items);
  let history = request.history ?? { page: "", total: null };
  const open = new Set(await reader.open());
  // What had ended before anybody looked is read with what is older, as the hour has room: a workspace has much of it.
  const isOld = (run: ForgeRun) =>
    history.page === "" && isOver(run) && !open.has(keyOf(run)) && run.createdAt <= (newestBefore ?? run.createdAt);
  const fresh = unsettled.filter((run) => !isOld(run));
  // Nothing of the first page was here: what lies between it and what is here stands on the pages behind it.
  const isGap = newest.items.length > 0 && unsettled.length === newest.items.length && history.page !== "";
  if (isGap) history = { page: newest.next ?? history.page, total: newest.total ?? null };
  if (isGap || request.history === undefined) await request.keepHistory(history);
  const unseen = fresh.filter((run) => !open.has(keyOf(run)));
  const isWhole = (await reader.record(unseen.toReversed())) === unseen.length;
  // Where more go on than a turn reads, each look begins with others.
  const going = await reader.withNews(
    fresh.filter((run) => open.has(keyOf(run))),
    request.stagesEvery,
  );
  const first = Math.floor(Math.random() * going.length);
  await reader.record([...going.slice(first), ...going.slice(0, first)]);

  const missing = (await reader.open()).filter((key) => !newest.items.some((run) => keyOf(run) === key));
  for (const key of missing) await reader.lookAgain(key);
  return { newest, history, isNews: fresh.length + missing.length > 0, isWhole };
}

/** After a rename the old name is free, and whoever takes it has runs of his own there. */
function refuseAnother(runs: readonly ForgeRun[], { forgeId, repository: { owner, name } }: CollectRequest): void {
  if (runs.every(({ of }) => of === undefined || of.id === forgeId)) return;
  throw new ForgeError("forge-not-found", `${owner}/${name} is another repository on its host now`, {
    mend: "if it was deleted, remove it here; if it was moved, connect it where it is now",
  });
}

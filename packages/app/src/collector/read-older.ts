import type { ForgeRun, Page } from "@headrace/forges";
import type { CollectRequest } from "./collect-runs.ts";
import type { HistoryPlace } from "./history-place.ts";
import { oneOf } from "./one-of.ts";
import type { RunReader } from "./run-reader.ts";

export interface Older {
  readonly history: HistoryPlace;
  /** There is more, and room for it. */
  readonly isPartial: boolean;
  /** When the oldest run was made that was looked at; undefined where none was. */
  readonly oldestAt: number | undefined;
  /** Runs that were recorded. */
  readonly read: number;
}

export interface OlderRequest {
  readonly reader: RunReader;
  readonly history: HistoryPlace;
  /** The first page. */
  readonly newest: Page<ForgeRun>;
}

/**
 * Older runs of a repository until others that had fewer turns come first. One that the hour cuts short goes on with what is
 * left of it: nobody is ahead by more than a turn.
 */
export const olderTurn = 25;

/** Pages before the one that was read that are looked through for runs that slipped past. */
const mostBefore = 10;

/** For less room no list is asked for: it would be all that it is spent on. */
const leastRoom = 5;

/** Reads one page of older runs, or as much of it as the turn and the hour have room for. */
export async function readOlder(
  { forge, repository, hasRoom, historyRead, historySince, signal }: Omit<CollectRequest, "history">,
  { reader, history, newest }: OlderRequest,
): Promise<Older> {
  const turn = olderTurn - (historyRead % olderTurn);
  let read = 0;
  let oldestAt: number | undefined;
  if (history.page === null || !(await hasRoom(leastRoom))) return { history, isPartial: false, oldestAt, read };
  const page = history.page === "" ? newest : await list(history.page);
  const isRead = (await record(page.items)) && (await recordSlipped(page));
  if (!isRead) return { history, isPartial: await hasRoom(leastRoom), oldestAt, read };
  oldestAt = oneOf(page.items, Math.min);
  const isEnd = page.next === undefined || page.items.some(({ createdAt }) => createdAt < historySince);
  const next = { page: isEnd ? null : (page.next ?? null), total: page.total ?? null };
  return { history: next, isPartial: !isEnd && (await hasRoom(leastRoom)), oldestAt, read };

  async function list(from: string): Promise<Page<ForgeRun>> {
    return await forge.runs.list(repository, { from, signal });
  }

  /** The newest first: where the hour has little room, what is nearer counts more. */
  async function record(runs: readonly ForgeRun[]): Promise<boolean> {
    const wanted = (await reader.unsettled(runs)).filter(({ createdAt }) => createdAt >= historySince);
    const recorded = await reader.record(wanted.slice(0, turn - read), hasRoom);
    read += recorded;
    oldestAt = wanted[recorded - 1]?.createdAt ?? oldestAt;
    return recorded === wanted.length;
  }

  /**
   * Runs that were deleted since the page before was read let those behind move up: what stood at the seam is on that page
   * now, which counts as read. New ones push the other way, and only show a run twice.
   */
  async function recordSlipped({ total, previous }: Page<ForgeRun>): Promise<boolean> {
    let slipped = (history.total ?? 0) - (total ?? Number.POSITIVE_INFINITY);
    let from = previous;
    for (let pages = 0; slipped > 0 && from !== undefined && pages < mostBefore; pages++) {
      const before = await list(from);
      if (!(await record(before.items))) return false;
      slipped -= before.items.length;
      from = before.previous;
    }
    return true;
  }
}

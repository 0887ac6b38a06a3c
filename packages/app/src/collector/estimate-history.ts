import type { ForgeRun, Page } from "@headrace/forges";
import type { ForgeRepositoriesTable } from "@headrace/store/server";
import { oneOf } from "./one-of.ts";

const day = 86_400_000;
/** How far back runs are read. */
export const historyMs = 90 * day;
/** Requests for a run: its stages, and its part of a page of a hundred. */
const costOfRun = 1.01;
const hour = 3_600_000;

/** How many runs there are of a time, by the newest ones: as many as these where they are all, else as often as these came. */
export function expectedRuns(
  { items, next, total = Number.POSITIVE_INFINITY }: Page<ForgeRun>,
  { since, now }: { readonly since: number; readonly now: number },
): number {
  const within = items.filter(({ createdAt }) => createdAt >= since);
  const oldest = oneOf(within, Math.min);
  if (oldest === undefined || next === undefined || within.length < items.length) return within.length;
  const asOften = (within.length * (now - since)) / Math.max(1, now - oldest);
  return Math.ceil(Math.min(asOften, total));
}

export interface History {
  /** The part of the time that is here, from zero to one. */
  readonly read: number;
  /** Undefined before the first look, which tells how many there may be. */
  readonly runsLeft: number | undefined;
}

type Kept = Pick<ForgeRepositoriesTable, "read_at" | "history_page" | "history_from" | "history_runs">;

export function isHistoryLeft({ read_at, history_page }: Pick<Kept, "read_at" | "history_page">): boolean {
  return read_at === null || history_page !== null;
}

/** How much of a repository's history is here, by the `runs` of that time that are. */
export function historyOf(row: Kept, { runs, now }: { readonly runs: number; readonly now: number }): History {
  if (!isHistoryLeft(row)) return { read: 1, runsLeft: 0 };
  if (row.history_from === null || row.history_runs === null) return { read: 0, runsLeft: undefined };
  const span = Math.max(1, now - row.history_from);
  // There were more than the newest ones let expect: then as many as there were in the time that is here.
  const asOften = Math.ceil((runs * Math.max(0, historyMs - span)) / span);
  return { read: Math.min(1, span / historyMs), runsLeft: row.history_runs > runs ? row.history_runs - runs : asOften };
}

export interface HistoryEstimate {
  readonly runsLeft: number;
  /** Milliseconds. */
  readonly duration: number;
}

export interface HistoryMeans {
  /** Requests of an hour that what can wait may be spent on. */
  readonly forOthers: number;
  /** And those of the last hour that were. */
  readonly others: number;
}

/**
 * How long reading the rest takes, all repositories of a connection together; those that were not looked at yet have as much
 * to read as others have. Undefined where nothing is left.
 */
export function estimateHistory(
  histories: readonly History[],
  { forOthers, others }: HistoryMeans,
): HistoryEstimate | undefined {
  if (histories.every(({ read }) => read === 1)) return undefined;
  const known = histories.flatMap(({ runsLeft }) => (runsLeft === undefined ? [] : [runsLeft]));
  const usual = known.reduce((total, each) => total + each, 0) / Math.max(1, known.length);
  const runsLeft = Math.ceil(histories.reduce((total, each) => total + (each.runsLeft ?? usual), 0));
  const waiting = Math.max(0, runsLeft * costOfRun - Math.max(0, forOthers - others));
  return { runsLeft, duration: Math.ceil((waiting / Math.max(1, forOthers)) * hour) };
}

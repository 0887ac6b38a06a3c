import type { ForgeRepositoriesTable } from "@headrace/store/server";

const day = 86_400_000;
/** How far back runs are read. */
export const historyMs = 90 * day;
/** Requests for a run: its stages, and its part of a page of a hundred. */
const costOfRun = 1.01;
const hour = 3_600_000;

export interface History {
  /** The part of the time that is here, from zero to one. */
  readonly read: number;
  /** As many as there were in the time that is here, or as the host still has. */
  readonly runsLeft: number;
}

type Kept = Pick<ForgeRepositoriesTable, "read_at" | "history_page" | "history_from" | "runs_there">;

export function isHistoryLeft({ read_at, history_page }: Pick<Kept, "read_at" | "history_page">): boolean {
  return read_at === null || history_page !== null;
}

/** How much of a repository's history is here, by `runs` that are. */
export function historyOf(row: Kept, { runs, now }: { readonly runs: number; readonly now: number }): History {
  if (!isHistoryLeft(row)) return { read: 1, runsLeft: 0 };
  if (row.history_from === null) return { read: 0, runsLeft: 0 };
  const span = Math.max(1, now - row.history_from);
  const asOften = (runs * Math.max(0, historyMs - span)) / span;
  const there = row.runs_there === null ? Number.POSITIVE_INFINITY : Math.max(0, row.runs_there - runs);
  return { read: Math.min(1, span / historyMs), runsLeft: Math.ceil(Math.min(asOften, there)) };
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

/** How long reading the rest takes, all repositories of a connection together. Undefined where nothing is left. */
export function estimateHistory(
  histories: readonly History[],
  { forOthers, others }: HistoryMeans,
): HistoryEstimate | undefined {
  if (histories.every(({ read }) => read === 1)) return undefined;
  const runsLeft = histories.reduce((total, each) => total + each.runsLeft, 0);
  const waiting = Math.max(0, runsLeft * costOfRun - Math.max(0, forOthers - others));
  return { runsLeft, duration: Math.ceil((waiting / Math.max(1, forOthers)) * hour) };
}

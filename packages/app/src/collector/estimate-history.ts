import type { ForgeRepositoriesTable } from "@headrace/store/server";

const day = 86_400_000;
/** How far back runs are read. */
export const historyMs = 90 * day;
/** Of the hour's requests, what history may spend: it is read while more than half of them are left. */
const share = 0.5;
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

export function isHistoryLeft({ read_at, history_page }: Kept): boolean {
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

/** How long reading the rest takes, all repositories of a connection together. Undefined where nothing is left. */
export function estimateHistory(
  histories: readonly History[],
  { requestLimit, requestsLeft }: { readonly requestLimit: number; readonly requestsLeft: number },
): HistoryEstimate | undefined {
  if (histories.every(({ read }) => read === 1)) return undefined;
  const runsLeft = histories.reduce((total, each) => total + each.runsLeft, 0);
  const atOnce = Math.max(0, requestsLeft - requestLimit * share);
  const waiting = Math.max(0, runsLeft * costOfRun - atOnce);
  return { runsLeft, duration: Math.ceil((waiting / (requestLimit * share)) * hour) };
}

/** Where reading a repository's older runs goes on. */
export interface HistoryPlace {
  /** The host's name of the page that comes next: empty for the first one, null when all are here. */
  readonly page: string | null;
  /** How many runs there were when the page before it was read; null where the host does not tell. */
  readonly total: number | null;
}

/**
 * Why something that was asked for is not in the result. Never an exception: a broken report
 * does not break the stage that wrote it.
 */
export interface ReportProblem {
  /**
   * - `no-match`: a pattern that matches no file.
   * - `stale`: files written before the stage began, which are therefore not its own.
   * - `outside`: a path or link that leaves the root.
   * - `unreadable`: the system would not let it be read.
   * - `broken`: the text ends or breaks off; what stood before the break counts.
   * - `not-a-report`: well-formed, but something else.
   */
  readonly kind: "no-match" | "stale" | "outside" | "unreadable" | "broken" | "not-a-report";
  /** Below the root, with `/`. */
  readonly file?: string;
  /** Counts from 1. */
  readonly line?: number;
  /** In words, with the file and the line. */
  readonly message: string;
}

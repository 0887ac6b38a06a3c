import type { ServerDatabase } from "./server-database.ts";
import type { Work } from "./work.ts";

/** Performs work on one of the two databases. What goes wrong is told by our own codes; `what` goes after "could not". */
export interface Database {
  readonly kind: ServerDatabase["kind"];
  /**
   * Without a transaction: reads, or one writing statement. Over a connection that is lost it is done again, so
   * that what it writes must bear that.
   */
  perform<Result>(what: string, work: () => Work<Result>): Promise<Result>;
  /** All of the work or nothing of it. */
  transact<Result>(what: string, work: () => Work<Result>, options?: TransactOptions<Result>): Promise<Result>;
  readonly server: ServerDatabase;
  /** Safe to call twice. */
  close(): Promise<void>;
}

export interface TransactOptions<Result> {
  /**
   * Whether the work stands in the database already, with its result. Asked before it is done again when the
   * connection was lost while it was being committed; needed where doing it twice is not the same as once.
   */
  readonly settled?: () => Work<{ readonly result: Result } | undefined>;
}

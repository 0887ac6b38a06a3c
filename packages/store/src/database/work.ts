import type { Row } from "./row.ts";

/**
 * What a method does with the database, written once for both: a generator that yields commands. A driver performs each
 * and puts the answer into it; the one for SQLite without ever waiting, the one for PostgreSQL over a connection.
 *
 * The SQL is what both understand, with `?` for parameters (and no other `?`).
 */
export type Work<Result> = Generator<Command, Result, undefined>;

export type Value = string | number | null;

export type Command = One | All | Run | Change;

interface Query {
  readonly sql: string;
  readonly parameters: readonly Value[];
}

/** Answered with the first row. */
export interface One extends Query {
  readonly kind: "one";
  row: Row | undefined;
}

export interface All extends Query {
  readonly kind: "all";
  rows: readonly Row[];
}

/** Without an answer: over a connection the next command need not wait for it. */
export interface Run extends Query {
  readonly kind: "run";
}

/** Answered with the number of rows that it changed. */
export interface Change extends Query {
  readonly kind: "change";
  count: number;
}

export function* one(sql: string, ...parameters: readonly Value[]): Work<Row | undefined> {
  const command: One = { kind: "one", sql, parameters, row: undefined };
  yield command;
  return command.row;
}

export function* all(sql: string, ...parameters: readonly Value[]): Work<readonly Row[]> {
  const command: All = { kind: "all", sql, parameters, rows: [] };
  yield command;
  return command.rows;
}

/** To be yielded itself: `yield run(…)`. */
export function run(sql: string, ...parameters: readonly Value[]): Run {
  return { kind: "run", sql, parameters };
}

export function* change(sql: string, ...parameters: readonly Value[]): Work<number> {
  const command: Change = { kind: "change", sql, parameters, count: 0 };
  yield command;
  return command.count;
}

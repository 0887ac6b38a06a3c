import type { SQLOutputValue } from "node:sqlite";
import { HeadraceError } from "@headrace/pipeline";

/** A row as SQLite gives it. The readers below believe nothing: a value of another kind is damage. */
export type Row = Readonly<Record<string, SQLOutputValue>>;

export function textOf(row: Row, column: string): string {
  const value = row[column];
  return typeof value === "string" ? value : damaged(column);
}

export function numberOf(row: Row, column: string): number {
  const value = row[column];
  return typeof value === "number" ? value : damaged(column);
}

export function optionalTextOf(row: Row, column: string): string | undefined {
  return row[column] === null ? undefined : textOf(row, column);
}

export function optionalNumberOf(row: Row, column: string): number | undefined {
  return row[column] === null ? undefined : numberOf(row, column);
}

export function oneOf<Value extends string>(row: Row, column: string, values: readonly Value[]): Value {
  const value = row[column];
  return values.find((known) => known === value) ?? damaged(column);
}

/** JSON that we wrote ourselves; what it holds is believed, that it is JSON is not. */
export function jsonOf<Value>(row: Row, column: string): Value {
  try {
    return JSON.parse(textOf(row, column));
  } catch (cause) {
    return damaged(column, cause);
  }
}

export function stringsOf(row: Row, column: string): Readonly<Record<string, string>> {
  return jsonOf<Record<string, string>>(row, column);
}

function damaged(column: string, cause?: unknown): never {
  throw new HeadraceError("database-damaged", `the database holds an unreadable value in the column ${column}`, {
    mend: "restore the data directory from a copy, or move it away to start afresh",
    cause,
  });
}

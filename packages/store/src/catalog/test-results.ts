import type { DatabaseSync } from "node:sqlite";
import type { Catalog, TestOutcome, TestRow } from "@headrace/engine";
import { guarded } from "../database/guarded.ts";
import { numberOf, oneOf, optionalTextOf, type Row, textOf } from "../database/row.ts";
import type { Statements } from "../database/statements.ts";
import { inTransaction } from "../database/transaction.ts";

const outcomes: readonly TestOutcome[] = ["passed", "failed", "skipped", "flaky"];

/** Rows written at once: some 20 ms of the write lock. */
const batchSize = 5_000;

export interface TestRowsOptions {
  readonly database: DatabaseSync;
  readonly statements: Statements;
}

export function createTestRows({ database, statements }: TestRowsOptions): Pick<Catalog, "addTests" | "tests"> {
  const insertAll = (rows: readonly TestRow[]): void => {
    for (const row of rows) {
      statements(insert).run(
        row.executionId,
        row.stage,
        row.instance,
        row.attempt,
        row.suite,
        row.name,
        row.file ?? null,
        row.outcome,
        row.durationMs,
        row.message ?? null,
      );
    }
  };
  return {
    addTests: async (rows) =>
      guarded("store test results", () => {
        for (let from = 0; from < rows.length; from += batchSize) {
          inTransaction(database, () => insertAll(rows.slice(from, from + batchSize)));
        }
      }),
    tests: async (executionId) => guarded("read test results", () => statements(select).all(executionId).map(testOf)),
  };
}

function testOf(row: Row): TestRow {
  const file = optionalTextOf(row, "file");
  const message = optionalTextOf(row, "message");
  return {
    executionId: textOf(row, "execution_id"),
    stage: textOf(row, "stage"),
    instance: textOf(row, "instance"),
    attempt: numberOf(row, "attempt"),
    suite: textOf(row, "suite"),
    name: textOf(row, "name"),
    outcome: oneOf(row, "outcome", outcomes),
    durationMs: numberOf(row, "duration_ms"),
    ...(file === undefined ? {} : { file }),
    ...(message === undefined ? {} : { message }),
  };
}

const insert = `
INSERT INTO test_results (execution_id, stage, instance, attempt, suite, name, file, outcome, duration_ms, message)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const select = "SELECT * FROM test_results WHERE execution_id = ? ORDER BY id";

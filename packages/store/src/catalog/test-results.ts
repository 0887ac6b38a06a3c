import type { Catalog, TestOutcome, TestRow } from "@headrace/engine";
import type { Database } from "../database/database.ts";
import { numberOf, oneOf, optionalTextOf, type Row, textOf } from "../database/row.ts";
import { all, one, run, type Work } from "../database/work.ts";

const outcomes: readonly TestOutcome[] = ["passed", "failed", "skipped", "flaky"];

/** Rows written at once: some 20 ms of the write lock. */
const batchSize = 5_000;

export function createTestRows(database: Database): Pick<Catalog, "addTests" | "tests"> {
  return {
    addTests: async (rows) => {
      for (let from = 0; from < rows.length; from += batchSize) {
        await addBatch(database, rows.slice(from, from + batchSize));
      }
    },
    tests: (executionId) =>
      database.perform("read test results", function* () {
        return (yield* all(select, executionId)).map(testOf);
      }),
  };
}

function addBatch(database: Database, rows: readonly TestRow[]): Promise<void> {
  /** Where the last row was put when this was last tried: by it is seen whether that was stored. */
  let last: { readonly row: TestRow; readonly position: number } | undefined;
  return database.transact(
    "store test results",
    function* () {
      const positions = new Map<string, number>();
      for (const row of rows) {
        const before = positions.get(row.executionId) ?? (yield* lastPositionOf(row.executionId));
        positions.set(row.executionId, before + 1);
        yield insertionOf(row, before + 1);
        last = { row, position: before + 1 };
      }
    },
    {
      settled: function* () {
        if (last === undefined) return undefined;
        const { row, position } = last;
        const stored = yield* one(selectAt, row.executionId, position);
        const same =
          stored?.instance === row.instance &&
          stored.attempt === row.attempt &&
          stored.suite === row.suite &&
          stored.name === row.name;
        return same ? { result: undefined } : undefined;
      },
    },
  );
}

function* lastPositionOf(executionId: string): Work<number> {
  return numberOf((yield* one(selectLast, executionId)) ?? {}, "position");
}

function insertionOf(row: TestRow, position: number): ReturnType<typeof run> {
  return run(
    insert,
    row.executionId,
    position,
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
INSERT INTO test_results
  (execution_id, position, stage, instance, attempt, suite, name, file, outcome, duration_ms, message)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const selectLast = "SELECT coalesce(max(position), 0) AS position FROM test_results WHERE execution_id = ?";

const selectAt = "SELECT instance, attempt, suite, name FROM test_results WHERE execution_id = ? AND position = ?";

const select = "SELECT * FROM test_results WHERE execution_id = ? ORDER BY position";

import type { Catalog, ReusableRow } from "@headrace/engine";
import type { MatrixValues } from "@headrace/pipeline";
import type { Database } from "../database/database.ts";
import { jsonOf, numberOf, type Row, stringsOf, textOf } from "../database/row.ts";
import { one, run } from "../database/work.ts";

export function createReusableRows(database: Database): Pick<Catalog, "findReusable" | "addReusable"> {
  return {
    findReusable: (fingerprint) =>
      database.perform("look for a reusable result", function* () {
        const row = yield* one("SELECT * FROM reusable_results WHERE fingerprint = ?", fingerprint);
        return row === undefined ? null : reusableOf(row);
      }),
    addReusable: (row) =>
      database.perform("store a reusable result", function* () {
        yield run(
          upsert,
          row.fingerprint,
          row.executionId,
          row.stage,
          row.instance,
          row.matrix === undefined ? null : JSON.stringify(row.matrix),
          JSON.stringify(row.outputs),
          row.createdAt,
        );
      }),
  };
}

function reusableOf(row: Row): ReusableRow {
  const matrix = row.matrix === null ? undefined : jsonOf<MatrixValues>(row, "matrix");
  return {
    fingerprint: textOf(row, "fingerprint"),
    executionId: textOf(row, "execution_id"),
    stage: textOf(row, "stage"),
    instance: textOf(row, "instance"),
    outputs: stringsOf(row, "outputs"),
    createdAt: numberOf(row, "created_at"),
    ...(matrix === undefined ? {} : { matrix }),
  };
}

const upsert = `
INSERT INTO reusable_results (fingerprint, execution_id, stage, instance, matrix, outputs, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (fingerprint) DO UPDATE
SET execution_id = excluded.execution_id, stage = excluded.stage, instance = excluded.instance, matrix = excluded.matrix,
    outputs = excluded.outputs, created_at = excluded.created_at`;

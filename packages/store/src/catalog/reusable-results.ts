import type { Catalog, ReusableRow } from "@headrace/engine";
import type { MatrixValues } from "@headrace/pipeline";
import { guarded } from "../database/guarded.ts";
import { jsonOf, numberOf, type Row, stringsOf, textOf } from "../database/row.ts";
import type { Statements } from "../database/statements.ts";

export function createReusableRows(statements: Statements): Pick<Catalog, "findReusable" | "addReusable"> {
  return {
    findReusable: async (fingerprint) =>
      guarded("look for a reusable result", () => {
        const row = statements("SELECT * FROM reusable_results WHERE fingerprint = ?").get(fingerprint);
        return row === undefined ? null : reusableOf(row);
      }),
    addReusable: async (row) =>
      guarded("store a reusable result", () => {
        statements(upsert).run(
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
INSERT OR REPLACE INTO reusable_results (fingerprint, execution_id, stage, instance, matrix, outputs, created_at)
VALUES (?, ?, ?, ?, ?, ?, ?)`;

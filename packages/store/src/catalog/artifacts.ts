import type { ArtifactRow, Catalog } from "@headrace/engine";
import { guarded } from "../database/guarded.ts";
import { numberOf, optionalNumberOf, type Row, textOf } from "../database/row.ts";
import type { Statements } from "../database/statements.ts";

export function createArtifactRows(statements: Statements): Pick<Catalog, "addArtifact" | "artifacts"> {
  return {
    addArtifact: async (row) =>
      guarded("store an artifact's entry", () => {
        statements(insert).run(
          row.id,
          row.executionId,
          row.stage,
          row.instance,
          row.attempt,
          row.name,
          row.digest,
          row.size,
          row.files,
          row.createdAt,
          row.expiresAt ?? null,
        );
      }),
    artifacts: async (executionId) =>
      guarded("read artifacts", () => statements(select).all(executionId).map(artifactOf)),
  };
}

function artifactOf(row: Row): ArtifactRow {
  const expiresAt = optionalNumberOf(row, "expires_at");
  return {
    id: textOf(row, "id"),
    executionId: textOf(row, "execution_id"),
    stage: textOf(row, "stage"),
    instance: textOf(row, "instance"),
    attempt: numberOf(row, "attempt"),
    name: textOf(row, "name"),
    digest: textOf(row, "digest"),
    size: numberOf(row, "size"),
    files: numberOf(row, "files"),
    createdAt: numberOf(row, "created_at"),
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

const insert = `
INSERT OR REPLACE INTO artifacts
  (id, execution_id, stage, instance, attempt, name, digest, size, files, created_at, expires_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

const select = "SELECT * FROM artifacts WHERE execution_id = ? ORDER BY created_at, rowid";

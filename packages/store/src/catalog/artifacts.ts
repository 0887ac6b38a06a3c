import type { ArtifactRow, Catalog } from "@headrace/engine";
import type { Database } from "../database/database.ts";
import { numberOf, optionalNumberOf, type Row, textOf } from "../database/row.ts";
import { all, run } from "../database/work.ts";

export function createArtifactRows(database: Database): Pick<Catalog, "addArtifact" | "artifacts"> {
  return {
    addArtifact: (row) =>
      database.perform("store an artifact's entry", function* () {
        yield run(
          upsert,
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
    artifacts: (executionId) =>
      database.perform("read artifacts", function* () {
        return (yield* all(select, executionId)).map(artifactOf);
      }),
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

const upsert = `
INSERT INTO artifacts (id, execution_id, stage, instance, attempt, name, digest, size, files, created_at, expires_at)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (execution_id, instance, attempt, name) DO UPDATE
SET id = excluded.id, stage = excluded.stage, digest = excluded.digest, size = excluded.size, files = excluded.files,
    created_at = excluded.created_at, expires_at = excluded.expires_at`;

// Of those stored within a millisecond the ids, which are UUIDv7, tell which came first.
const select = "SELECT * FROM artifacts WHERE execution_id = ? ORDER BY created_at, id";

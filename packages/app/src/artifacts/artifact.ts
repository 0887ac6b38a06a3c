import type { ArtifactRow } from "@headrace/engine";
import type { ArtifactsTable } from "@headrace/store/server";
import { z } from "zod";
import { id, time, timeOf } from "../values/fields.ts";

/** What can stand in a URL and in a file's name on every system. */
export const artifactName = z
  .string()
  .min(1)
  .max(100)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._ -]*$/, "it takes letters, digits, and . _ - or blanks between them");

export const artifact = z.object({
  id,
  executionId: id,
  stage: z.string().optional().describe("Absent for one that was uploaded"),
  instance: z.string().optional(),
  attempt: z.number().int().optional(),
  name: z.string(),
  digest: z
    .string()
    .describe(
      "Digest of the stored archive: its SHA-256, hexadecimal; above 8 MiB made of its parts', as docs/retention.md says",
    ),
  size: z.number().int().describe("Bytes of its files, before packing"),
  files: z.number().int(),
  createdAt: time,
  expiresAt: time.optional().describe("Absent for one that is kept as long as its execution"),
});
export type Artifact = z.input<typeof artifact>;

export function artifactOf(row: ArtifactRow): Artifact {
  const { id, executionId, stage, instance, attempt, name, digest, size, files, createdAt, expiresAt } = row;
  return {
    id,
    executionId,
    ...(stage === "" ? {} : { stage, instance, attempt }),
    name,
    digest,
    size,
    files,
    createdAt: timeOf(createdAt),
    ...(expiresAt === undefined ? {} : { expiresAt: timeOf(expiresAt) }),
  };
}

export function artifactRowOf(row: ArtifactsTable): ArtifactRow {
  const { id, execution_id: executionId, stage, instance, attempt, name, digest, size, files } = row;
  return {
    id,
    executionId,
    stage,
    instance,
    attempt,
    name,
    digest,
    size,
    files,
    createdAt: row.created_at,
    ...(row.expires_at === null ? {} : { expiresAt: row.expires_at }),
  };
}

export const artifactExample: Artifact = {
  id: "01a1fc42-b97f-7bef-9713-0b6621de95d4",
  executionId: "01a1fc42-b97f-7bef-9713-0b6621de95b1",
  stage: "build",
  instance: "build",
  attempt: 1,
  name: "dist",
  digest: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
  size: 1_482_331,
  files: 212,
  createdAt: "2026-11-21T09:31:02.120Z",
  expiresAt: "2026-12-21T09:31:02.120Z",
};

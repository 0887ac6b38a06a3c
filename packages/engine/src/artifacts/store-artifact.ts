import { type ArtifactDeclaration, HeadraceError } from "@headrace/pipeline";
import { packArchive } from "../archives/pack-archive.ts";
import { faultPoint } from "../faults.ts";
import { selectFiles } from "../files/select-files.ts";
import type { ArtifactRow, BlobStore, Catalog, Clock, IdSource } from "../ports/index.ts";

export interface StoreArtifactRequest {
  /** Absolute. */
  readonly workspace: string;
  readonly declaration: ArtifactDeclaration;
  /** Of which attempt it is. */
  readonly of: Pick<ArtifactRow, "executionId" | "stage" | "instance" | "attempt">;
  /** Absolute paths that are never part: the data directory. */
  readonly exclude?: readonly string[];
  readonly signal?: AbortSignal;
}

export interface ArtifactServices {
  readonly blobs: BlobStore;
  readonly catalog: Catalog;
  readonly clock: Clock;
  readonly ids: IdSource;
}

export interface StoredArtifact {
  readonly row: ArtifactRow;
  /** Sockets, pipes and devices that the patterns chose; they have no content to keep. */
  readonly skipped: readonly string[];
}

/**
 * Packs what the declaration names and stores it: the blob first, then the row that refers to it, so that a crash
 * between the two leaves a blob that `prune` removes, and never a row without a blob.
 * Throws `artifact-not-found` when no file matches, `path-escapes-workspace`, `disk-full`, `infrastructure`.
 */
export async function storeArtifact(
  request: StoreArtifactRequest,
  services: ArtifactServices,
): Promise<StoredArtifact> {
  const { workspace, declaration, exclude, signal } = request;
  const paths = await selectFiles({
    root: workspace,
    patterns: declaration.paths,
    exclude,
    signal,
  });
  if (!paths.some(({ kind }) => kind === "file" || kind === "link")) throw nothingMatches(declaration);
  const { content, summary } = packArchive({ root: workspace, paths, signal });
  const { digest } = await services.blobs.put(content);
  faultPoint("artifact.blob-stored");
  const createdAt = services.clock.now();
  const row: ArtifactRow = {
    id: services.ids.next(),
    ...request.of,
    name: declaration.name,
    digest,
    size: summary.size,
    files: summary.files,
    createdAt,
    ...(declaration.retention === undefined ? {} : { expiresAt: createdAt + declaration.retention }),
  };
  await services.catalog.addArtifact(row);
  faultPoint("artifact.row-stored");
  return { row, skipped: summary.skipped };
}

function nothingMatches({ name, paths }: ArtifactDeclaration): HeadraceError {
  const patterns = paths.map((path) => JSON.stringify(path)).join(", ");
  return new HeadraceError("artifact-not-found", `the artifact "${name}" has no files: nothing matches ${patterns}`, {
    mend: "check the paths against what the stage writes; they are relative to the workspace",
  });
}

import type { EventBody } from "@headrace/execution";
import type { ArtifactRow } from "../ports/index.ts";
import type { AttemptReference } from "./execution.ts";

/** What an execution's events tell of an artifact that it has now. */
export function artifactStored(reference: AttemptReference, row: ArtifactRow): EventBody {
  const { name, digest, size, files, expiresAt } = row;
  return {
    type: "artifact.stored",
    ...reference,
    name,
    digest,
    size,
    files,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}

import { type UnpackResult, unpackArchive } from "../archives/unpack-archive.ts";
import type { BlobStore } from "../ports/blobs.ts";

export interface UnpackArtifactRequest {
  readonly blobs: Pick<BlobStore, "get">;
  readonly digest: string;
  /** Absolute; made when it is not there. */
  readonly into: string;
  readonly signal?: AbortSignal;
}

/**
 * Unpacks an artifact below a directory. Throws `blob-missing`, `blob-damaged`, `path-escapes-workspace`, `disk-full`,
 * `infrastructure`; what it wrote is then removed again.
 */
export async function unpackArtifact({ blobs, digest, into, signal }: UnpackArtifactRequest): Promise<UnpackResult> {
  const content = await blobs.get(digest);
  return await unpackArchive({ content, into, signal });
}

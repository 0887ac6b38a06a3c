import { path } from "../http/index.ts";
import type { RepositoryName } from "../ports/index.ts";

/** Where a repository's own addresses begin. */
export function repositoryPath({ owner, name }: RepositoryName): string {
  return path`/repositories/${owner}/${name}`;
}

/** Part of a request, where there is a signal. */
export function cancelledBy(signal: AbortSignal | undefined): { readonly signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

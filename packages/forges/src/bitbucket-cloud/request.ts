import { path } from "../http/index.ts";
import type { RepositoryName } from "../ports/index.ts";

/** Where a repository's own addresses begin. */
export function repositoryPath({ owner, name }: RepositoryName): string {
  return path`/repositories/${owner}/${name}`;
}

import { path } from "../http/index.ts";
import type { RepositoryName } from "../ports/index.ts";

/** `/projects/ACME/repos/shop`, as it stands behind each part of the interface. */
export function repositoryPath({ owner, name }: RepositoryName): string {
  return path`/projects/${owner}/repos/${name}`;
}

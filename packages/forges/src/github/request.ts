import { path } from "../http/index.ts";
import type { RepositoryName } from "../ports/index.ts";

/** Where a repository's own addresses begin. */
export function repositoryPath({ owner, name }: RepositoryName): string {
  return path`/repos/${owner}/${name}`;
}

/**
 * Whether GitHub sends on to a repository's own id: it was renamed or transferred.
 * https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects
 */
export function isMove(from: URL, to: URL): boolean {
  const [, before, rest = ""] = /^(.*)\/repos\/[^/]+\/[^/]+(\/.*)?$/.exec(from.pathname) ?? [];
  const [, base, tail = ""] = /^(.*)\/repositories\/\d+(\/.*)?$/.exec(to.pathname) ?? [];
  return before !== undefined && before === base && rest === tail && from.search === to.search;
}

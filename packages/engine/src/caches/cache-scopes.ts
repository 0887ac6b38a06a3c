import type { CacheUse } from "@headrace/pipeline";

export interface CacheScopeRequest {
  readonly scope: CacheUse["scope"];
  readonly pipeline: string;
  /** Empty outside a branch. */
  readonly branch: string;
  /** Whose caches other branches may read. */
  readonly defaultBranch: string;
}

/**
 * The scopes to read in, the own one first; entries are saved in the first. A branch reads its own caches, then the
 * default branch's, and never another branch's: what a pull request leaves in a cache does not reach anyone else.
 */
export function cacheScopes({
  scope,
  pipeline,
  branch,
  defaultBranch,
}: CacheScopeRequest): readonly [string, ...string[]] {
  switch (scope) {
    case "repository":
      return ["repository"];
    case "pipeline":
      return [`pipeline:${pipeline}`];
    case "branch":
      return branch === defaultBranch ? [`branch:${branch}`] : [`branch:${branch}`, `branch:${defaultBranch}`];
    default:
      return scope satisfies never;
  }
}

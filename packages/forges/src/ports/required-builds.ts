import type { RepositoryName } from "./repositories.ts";

/** What a pull request has to have passed before it is merged. */
export interface RequiredBuild {
  readonly id: string;
  /** As builds call what they belong to. */
  readonly parents: readonly string[];
  /** The branch that is merged into, or a pattern of such; undefined for all. */
  readonly branch?: string;
}

export interface RequiredBuilds {
  list(repository: RepositoryName, signal?: AbortSignal): Promise<readonly RequiredBuild[]>;
  create(
    repository: RepositoryName,
    condition: Pick<RequiredBuild, "parents" | "branch">,
    signal?: AbortSignal,
  ): Promise<RequiredBuild>;
  remove(repository: RepositoryName, id: string, signal?: AbortSignal): Promise<void>;
}

import type { Page, PageRequest } from "./page.ts";

/** How a forge calls a repository: `acme/shop`. The owner is Bitbucket's workspace. */
export interface RepositoryName {
  readonly owner: string;
  readonly name: string;
}

export interface ForgeRepository {
  /** Stays when the repository is renamed. */
  readonly id: string;
  readonly repository: RepositoryName;
  readonly isPrivate: boolean;
  readonly defaultBranch?: string;
}

export interface Repositories {
  /** What the token may see of an owner's repositories; `search` is a part of a name. */
  list(owner: string, request?: PageRequest & { readonly search?: string }): Promise<Page<ForgeRepository>>;
  get(repository: RepositoryName, signal?: AbortSignal): Promise<ForgeRepository>;
}

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
  /** The id of the repository that it is a copy of, where the forge tells. */
  readonly forkOf?: string;
  /** Absent where it is not told, or nothing was ever pushed. */
  readonly defaultBranch?: string;
  /** By which git clones it, without credentials. */
  readonly cloneUrl: string;
  /** When something was pushed to it last, or changed otherwise, where the forge tells. Epoch milliseconds. */
  readonly updatedAt?: number;
}

/** When something was pushed to a repository last, or changed otherwise. Epoch milliseconds. */
export type RepositoryChange = Required<Pick<ForgeRepository, "id" | "updatedAt">>;

export interface Repositories {
  /** What the token may see of an owner's repositories; `search` is a part of a name, the same for all pages. */
  list(owner: string, request?: PageRequest & { readonly search?: string }): Promise<Page<ForgeRepository>>;
  get(repository: RepositoryName, signal?: AbortSignal): Promise<ForgeRepository>;
  /**
   * By the id that stays when it is renamed or moved; undefined where there is none, or the token does not see it.
   * @param owner whose it was, where it is looked for first.
   */
  byId(owner: string, id: string, signal?: AbortSignal): Promise<ForgeRepository | undefined>;
  /**
   * Those of an owner that changed last, the newest first, a hundred at most, by one request. A hint, not a record: a run
   * that nobody pushed for changes nothing. Absent where the forge cannot order them so.
   */
  changed?(owner: string, signal?: AbortSignal): Promise<readonly RepositoryChange[]>;
}

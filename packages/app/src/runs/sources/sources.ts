import type { TreeSource } from "@headrace/engine";
import type { CommitsBetween } from "@headrace/engine/checkouts";
import type { GitContext } from "@headrace/execution";
import type { RepositoriesTable } from "@headrace/store/server";

/** A repository's files at one commit. */
export interface Source {
  readonly git: GitContext;
  /** Absolute; what stages start from where the source has no trees. */
  readonly projectDirectory: string;
  /** A file below the root, with `/`; null when there is none. Throws `file-too-large`. */
  readFile(path: string): Promise<string | null>;
  /**
   * The files that differ from a commit, or from where the source left a branch; null where that is not known, such as
   * of a commit that was pushed away.
   */
  changedSince(since: { readonly commit: string } | { readonly branch: string }): Promise<readonly string[] | null>;
}

export interface Sources {
  /**
   * Finds the commit that is meant, and what git knows of it: of a commit that is named, else of the tag, else of the
   * branch, which is the default one unless said. Throws `Problem` or a `HeadraceError`: `ref-not-found`, `address-refused`,
   * `repository-unreachable`.
   */
  open(repository: RepositoriesTable, wanted: WantedSource): Promise<Source>;
  /**
   * What lies between two commits that ran; null where that is not known, such as of a directory that git knows nothing of.
   * Nothing is fetched.
   */
  between(repository: RepositoriesTable, from: string, to: string): Promise<Between | null>;
  /** The trees of an execution's stages; undefined where they are copies of its project directory. */
  trees(repository: RepositoriesTable, git: GitContext): Promise<DisposableTrees | undefined>;
}

export interface Between extends CommitsBetween {
  /** All that differ, sorted. */
  readonly files: readonly string[];
}

export interface WantedSource {
  readonly git: Partial<GitContext>;
  /**
   * A person named branch and commit: that the commit belongs to the branch is looked at, since what the execution may be
   * given depends on the branch.
   */
  readonly byHand: boolean;
}

export interface DisposableTrees extends TreeSource, AsyncDisposable {}

/** Commits between two that are named; the others are counted. */
export const mostCommitsBetween = 50;

/** Bytes of the largest definition that is read. */
export const largestDefinition = 5 * 1024 * 1024;

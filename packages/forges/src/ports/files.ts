import type { RepositoryName } from "./repositories.ts";

export interface HostFile {
  /** The branch's newest commit, as of which the rest is told; the commit itself where one was asked for. */
  readonly commit: string;
  /** Undefined where there is no such file. */
  readonly text?: string;
  /** By what the host knows the content, where it is asked for it when the file is written. */
  readonly version?: string;
}

/** A branch's newest commit, or any commit. */
export type FileRef = { readonly branch: string } | { readonly commit: string };

export interface FileWrite {
  readonly path: string;
  /** Undefined removes the file. */
  readonly text: string | undefined;
  readonly message: string;
  /** Where the change begins. */
  readonly branch: string;
  /** As it was read on `branch`. */
  readonly before: HostFile;
  /** Is made there, where the commit shall not be on `branch` itself. */
  readonly newBranch?: string;
  readonly signal?: AbortSignal;
}

export interface PullRequestToOpen {
  readonly from: string;
  readonly to: string;
  readonly title: string;
  readonly description: string;
  readonly signal?: AbortSignal;
}

/** Single files of a repository, by the host's own interface: nothing is cloned. */
export interface Files {
  /** The newest commit of a branch. Throws `forge-not-found` where there is no such branch. */
  head(repository: RepositoryName, branch: string, signal?: AbortSignal): Promise<string>;
  /** Throws `forge-not-found` where there is no such branch or commit. */
  read(repository: RepositoryName, path: string, ref: FileRef, signal?: AbortSignal): Promise<HostFile>;
  /** One commit, or undefined where the branch is not as it was read any more, and nothing was written. */
  write(repository: RepositoryName, write: FileWrite): Promise<{ readonly commit: string } | undefined>;
  /** Opens one for a branch that was written to. */
  openPullRequest(
    repository: RepositoryName,
    request: PullRequestToOpen,
  ): Promise<{ readonly id: string; readonly url: string }>;
  /** Whether a file can be removed. */
  readonly removes: boolean;
}

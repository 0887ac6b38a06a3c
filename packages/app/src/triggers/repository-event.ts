import type { RepositoryName } from "@headrace/forges";

/** What happened in a repository, as far as pipelines ask: the same whoever tells of it. */
export type RepositoryEvent = PushEvent | TagEvent | PullRequestEvent;

export interface PushEvent {
  readonly kind: "push";
  readonly branch: string;
  readonly commit: string;
  /** Where the branch was; absent of a new one. */
  readonly before?: string;
}

export interface TagEvent {
  readonly kind: "tag";
  readonly tag: string;
  /** Absent where only the name was told. */
  readonly commit?: string;
}

export interface PullRequestEvent {
  readonly kind: "pullRequest";
  readonly action: "opened" | "updated";
  /** The number by which people know it. */
  readonly number: string;
  readonly branch: string;
  readonly targetBranch: string;
  /** Of the newest; may be shortened. */
  readonly commit: string;
  /** Whether its branch lies in the repository itself, or in a stranger's copy. */
  readonly from: "own" | "fork";
  /** That copy, where the host is told of the commit there, and not where it is asked to be merged. */
  readonly toldIn?: RepositoryName;
}

/** The event in a few words, for people. */
export function describeEvent(event: RepositoryEvent): string {
  switch (event.kind) {
    case "push":
      return `push to ${event.branch}`;
    case "tag":
      return `tag ${event.tag}`;
    case "pullRequest":
      return `pull request ${event.number} ${event.action}`;
  }
}

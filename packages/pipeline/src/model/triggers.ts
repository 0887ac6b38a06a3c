import type { Template } from "./pipeline.ts";

/** What starts a pipeline. Patterns are globs; `*` stops at `/`, `**` does not. */
export interface Triggers {
  readonly push?: PushTrigger;
  readonly pullRequest?: PullRequestTrigger;
  readonly schedule: readonly ScheduleTrigger[];
  readonly pipeline: readonly PipelineTrigger[];
  readonly manual: boolean;
}

export interface PushTrigger {
  readonly branches?: readonly string[];
  readonly ignoreBranches?: readonly string[];
  readonly tags?: readonly string[];
  readonly paths?: readonly string[];
  readonly ignorePaths?: readonly string[];
}

export interface PullRequestTrigger {
  readonly branches?: readonly string[];
  readonly paths?: readonly string[];
  readonly ignorePaths?: readonly string[];
}

export interface ScheduleTrigger {
  readonly cron: string;
  /** An IANA zone; UTC unless said. */
  readonly timezone: string;
  readonly branch?: Template;
}

export interface PipelineTrigger {
  readonly pipeline: string;
  readonly on: readonly ("success" | "failure" | "always")[];
}

/**
 * A configuration in the legacy stages format with its defaults applied: the same keys in camelCase.
 * Durations are seconds, as in the format.
 */
export interface LegacyPipeline {
  readonly name: string;
  readonly description: string;
  /** Environment of every command. */
  readonly variables: Readonly<Record<string, string>>;
  readonly triggers: LegacyTriggers;
  /** Of the whole run, in seconds. */
  readonly timeout: number;
  readonly stages: readonly LegacyStage[];
}

export interface LegacyTriggers {
  /** Branch globs; absent when a push starts nothing. Empty means every branch. */
  readonly push?: readonly string[];
  /** Target branch globs, likewise. */
  readonly pullRequest?: readonly string[];
  /** Cron expressions in UTC. */
  readonly schedule: readonly string[];
  readonly manual: boolean;
}

export interface LegacyStage {
  readonly name: string;
  /** Names of the stages that must have succeeded before. */
  readonly dependencies: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The place this stage deploys to, where `environment` was given as a text. */
  readonly deploymentEnvironment?: string;
  readonly allowFailure: boolean;
  /** Whether the jobs run side by side; otherwise one after another. */
  readonly parallel: boolean;
  readonly conditions?: LegacyConditions;
  readonly jobs: readonly LegacyJob[];
}

export interface LegacyConditions {
  /** A glob over the branch: `*` stands for any characters, `/` included, `?` for one, `[abc]` and `[!abc]` for a choice. */
  readonly branch?: string;
  /** Variables and the values they must have, all of them. */
  readonly environment?: Readonly<Record<string, string>>;
  /** A text with `failure` or `success` in it, `always`, the name of a variable that must be set, or a plain answer. */
  readonly custom?: string | boolean;
}

export interface LegacyJob {
  readonly name: string;
  /** Shell commands, each in a shell of its own. */
  readonly commands: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Paths or globs of what the job produces. */
  readonly artifacts: readonly string[];
  /** Names of jobs, of this stage first, that must have succeeded before. */
  readonly dependencies: readonly string[];
  /** Of each command, in seconds. */
  readonly timeout: number;
  /** How often a command that failed is run again. */
  readonly retryCount: number;
  readonly allowFailure: boolean;
}

/** The format's own defaults. */
export const legacyDefaults = {
  pipelineName: "unnamed_pipeline",
  stageName: "unnamed_stage",
  jobName: "unnamed_job",
  pipelineTimeout: 7200,
  commandTimeout: 3600,
} as const;

/** More than any use: each retry of each command is a step of the plan. */
export const maxRetryCount = 50;
